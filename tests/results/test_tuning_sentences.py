"""What the page on learning rates says of the runs themselves."""

from dataclasses import replace

import mini_study

from clinpeft.results import tuning_sentences


def test_number_formats_are_told_where_they_differ() -> None:
    one = mini_study.results("here")[0]
    short = replace(one, machine={**one.machine, "precision": "bfloat16"})
    long = replace(one, machine={**one.machine, "precision": "float32"})
    assert tuning_sentences.number_formats([long, long]) == ""
    assert "2 runs in float32 and 1 run in bfloat16" in tuning_sentences.number_formats([short, long, long])
