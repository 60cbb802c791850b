"""What can be said: the OWL ontology, its vocabularies, alignments, shapes and rules."""
