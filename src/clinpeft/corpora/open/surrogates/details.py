"""Made-up identifying details of one report: the same patient, doctors and hospital wherever it names them."""

import random
from collections.abc import Callable

from clinpeft.corpora.open.surrogates import pools

_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip


class Details:
    """Draws details from the pools of a split, in a fixed order from a fixed seed."""

    def __init__(self, seed: str, split: str) -> None:
        self.draw = random.Random(seed)
        self._pools = {
            name: pools.pool(names, split)
            for name, names in (
                ("given", pools.GIVEN_NAMES),
                ("family", pools.FAMILY_NAMES),
                ("place", pools.PLACE_STEMS),
                ("state", pools.STATES),
                ("country", pools.COUNTRIES),
                ("profession", pools.PROFESSIONS),
            )
        }
        self.patient_given, self.patient_family = self._one("given"), self._one("family")
        self._hospital = self.draw.choice(pools.HOSPITALS).format(self._one("place"))
        self._doctors: dict[str, str] = {}
        self._makers: dict[str, Callable[[], str]] = {
            "PATIENT": self._patient,
            "DOCTOR": lambda: self.doctor(str(self.draw.randrange(3))),
            "HOSPITAL": lambda: self._hospital,
            "DATE": self._date,
            "AGE": lambda: str(self.draw.randint(18, 94)),
            "PHONE": self._phone,
            "FAX": self._phone,
            "MEDICALRECORD": lambda: self._digits(self.draw.choice((6, 7, 8))),
            "IDNUM": lambda: f"{self.draw.choice('ABDFHJKMRT')}{self._digits(5)}-{self._digits(2)}",
            "STREET": lambda: f"{self._digits(3)} {self._one('place')} {self.draw.choice(pools.STREETS)}",
            "CITY": lambda: self._one("place") + self.draw.choice(pools.PLACE_ENDINGS),
            "STATE": lambda: self._one("state"),
            "ZIP": lambda: self._digits(5),
            "COUNTRY": lambda: self._one("country"),
            "ORGANIZATION": lambda: self.draw.choice(pools.EMPLOYERS).format(self._one("place")),
            "PROFESSION": lambda: self._one("profession"),
            "USERNAME": lambda: f"{self._one('family')[:4].lower()}{self._digits(2)}",
            "EMAIL": lambda: f"{self._one('family').lower()}@{self._one('place').lower()}mail.example",
        }

    def make(self, kind: str) -> str:
        """A detail of an i2b2 2014 type."""
        return self._makers[kind]()

    def doctor(self, name: str) -> str:
        """The family name of the doctor whom the report calls ``name``, the same each time."""
        if name not in self._doctors:
            self._doctors[name] = self._one("family")
        return self._doctors[name]

    def chance(self, probability: float) -> bool:
        """True with a probability."""
        return self.draw.random() < probability

    def _one(self, pool: str) -> str:
        return self.draw.choice(self._pools[pool])

    def _patient(self) -> str:
        return self.draw.choice(
            (
                f"{self.patient_given} {self.patient_family}",
                f"{self.patient_family}, {self.patient_given}",
                f"{self.patient_given} {self.draw.choice('ABCDEFGHJKLMNPRSTW')}. {self.patient_family}",
            )
        )

    def _date(self) -> str:
        day, month, year = self.draw.randint(1, 28), self.draw.randint(1, 12), self.draw.randint(1990, 2019)
        return self.draw.choice(
            (
                f"{month:02d}/{day:02d}/{year}",
                f"{month}/{day}/{year % 100:02d}",
                f"{_MONTHS[month - 1]} {day}, {year}",
                f"{year}-{month:02d}-{day:02d}",
                f"{month}/{day}",
            )
        )

    def _phone(self) -> str:
        area, middle, last = self._digits(3), self._digits(3), self._digits(4)
        return self.draw.choice((f"({area}) {middle}-{last}", f"{area}-{middle}-{last}", f"{middle}-{last}"))

    def _digits(self, count: int) -> str:
        return "".join(self.draw.choice("0123456789") for _ in range(count))
