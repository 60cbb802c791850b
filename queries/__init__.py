"""What can be asked: SPARQL files by topic, competency questions and checks."""
