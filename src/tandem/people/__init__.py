"""Accounts, departments and roles, and what each role may see."""
