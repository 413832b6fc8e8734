"""Forms of sites made with Tilda."""
