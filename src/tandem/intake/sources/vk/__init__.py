"""Lead forms and messages of VK communities."""
