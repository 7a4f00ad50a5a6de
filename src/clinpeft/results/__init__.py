"""From result files to tables, figures and sentences: pandas and seaborn, never torch.

Import what is needed: ``from clinpeft.results import figures, tables``. Nothing is imported here, so that a table on
the command line does not wait for the plotting libraries.
"""
