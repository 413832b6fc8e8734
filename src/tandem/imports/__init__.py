"""Exports of other systems come in: files, recipes, dry runs, rejected rows, and taking it all back."""
