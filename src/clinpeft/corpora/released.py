"""Splits as a release has them: official parts stay whole, and what it leaves open is drawn by group."""

import random
from collections.abc import Mapping
from dataclasses import dataclass

from clinpeft.corpora.examples import Example, Reading, Splits
from clinpeft.corpora.raw import RawDataError
from clinpeft.corpora.splits import SPLIT_SEED, without_later_texts


@dataclass(frozen=True)
class AsReleased:
    """Split by ``Reading.official``; texts stay where the release has them, if wanted also those that stand in two."""

    validation: float
    """Share of the training groups, where the release has no validation part."""
    test: float
    """Share of all groups, where the release has no test part."""
    clean: bool = False
    """Whether a text that a later part has too is removed from the earlier one."""

    def split(self, reading: Reading) -> tuple[Splits, int]:
        """The splits, each in a fixed random order of its groups, and how many texts were removed as repeats.

        Groups of which the release does not speak (as patients missing in a list) are left out of every split.
        RawDataError where a split would be empty.
        """
        groups = sorted({example.group for example in reading.examples})
        random.Random(SPLIT_SEED).shuffle(groups)
        assigned = self._assigned(groups, reading.official)
        parts: dict[str, list[Example]] = {"train": [], "validation": [], "test": []}
        place = {group: number for number, group in enumerate(groups)}
        # A stable sort: within a group the examples keep their order.
        for example in sorted(reading.examples, key=lambda example: place[example.group]):
            if example.group in assigned:
                parts[assigned[example.group]].append(example)
        for name, part in parts.items():
            if not part:
                raise RawDataError(
                    f"{len(groups)} patients or documents give no {name} split. More are needed, or the official "
                    f"{name} files hold none of them; use the whole release."
                )
        whole = [tuple(parts[name]) for name in ("train", "validation", "test")]
        kept = without_later_texts(whole) if self.clean else whole
        return Splits.of(*kept), sum(map(len, whole)) - sum(map(len, kept))

    def _assigned(self, groups: list[str], official: Mapping[str, str]) -> dict[str, str]:
        """Group to split; the groups are in random order, so the first of them are a fair sample."""
        assigned = {group: official[group] for group in groups if group in official}
        if not official:
            test = round(len(groups) * self.test)
            assigned = {group: "test" if place < test else "train" for place, group in enumerate(groups)}
        if "validation" not in assigned.values():
            training = [group for group in groups if assigned.get(group) == "train"]
            # The share is of what is left for training and validation together, and never nothing.
            for group in training[: max(1, round(len(training) * self.validation))]:
                assigned[group] = "validation"
        return assigned
