"""Leads and deals as Bitrix24 tells of them."""
