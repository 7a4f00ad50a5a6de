"""Figures for pages: frame in, seaborn Axes out; each has a text alternative computed from the same data."""

from clinpeft.results.figures.backbone_figures import alt_sizes, sizes
from clinpeft.results.figures.cost_figures import alt_costs, alt_parameters, costs, parameters_against_score
from clinpeft.results.figures.curve_figures import alt_curve, plot_curve
from clinpeft.results.figures.display import display_figure, image_html
from clinpeft.results.figures.lead_figures import alt_leads, alt_spread, leads, spread
from clinpeft.results.figures.score_figures import alt_scores, scores
from clinpeft.results.figures.tuning_figures import (
    alt_expected_best,
    alt_head_gains,
    alt_rates,
    expected_best,
    head_gains,
    rates,
)

__all__ = [
    "alt_costs",
    "alt_curve",
    "alt_expected_best",
    "alt_head_gains",
    "alt_leads",
    "alt_parameters",
    "alt_rates",
    "alt_scores",
    "alt_sizes",
    "alt_spread",
    "costs",
    "display_figure",
    "expected_best",
    "head_gains",
    "image_html",
    "leads",
    "parameters_against_score",
    "plot_curve",
    "rates",
    "scores",
    "sizes",
    "spread",
]
