"""Metrics, floors, predictions and costs."""
