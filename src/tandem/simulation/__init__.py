"""A made-up company whose causes are known: the demo and the history that tests run on."""
