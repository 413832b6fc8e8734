"""How good a lead is: its grade under the agreement and whether it is a target lead."""
