"""Made-up patients and documents, written as raw files in the formats of MIMIC-III and i2b2 2010."""

from clinpeft.corpora.synthetic.ceilings import ceiling
from clinpeft.corpora.synthetic.i2b2_files import write_i2b2_2010
from clinpeft.corpora.synthetic.mimic_tables import write_mimic
from clinpeft.corpora.synthetic.pools import pool

__all__ = ["ceiling", "pool", "write_i2b2_2010", "write_mimic"]
