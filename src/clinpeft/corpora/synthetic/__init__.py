"""Made-up patients and documents, written as raw files in the formats of MIMIC-III, i2b2 and MedNLI."""

from clinpeft.corpora.synthetic.ceilings import ceiling
from clinpeft.corpora.synthetic.i2b2_2010 import write_i2b2_2010, write_i2b2_2010_relations
from clinpeft.corpora.synthetic.i2b2_2012 import write_i2b2_2012
from clinpeft.corpora.synthetic.i2b2_2014 import write_i2b2_2014
from clinpeft.corpora.synthetic.mednli import write_mednli
from clinpeft.corpora.synthetic.mimic_tables import write_mimic, write_mimic_planned
from clinpeft.corpora.synthetic.pools import pool

__all__ = [
    "ceiling",
    "pool",
    "write_i2b2_2010",
    "write_i2b2_2010_relations",
    "write_i2b2_2012",
    "write_i2b2_2014",
    "write_mednli",
    "write_mimic",
    "write_mimic_planned",
]
