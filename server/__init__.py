"""Who is at the door: the SPARQL endpoint, its pages and the command line."""
