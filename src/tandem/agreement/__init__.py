"""What both departments agreed: the version in force and the answers it gives to every other room."""
