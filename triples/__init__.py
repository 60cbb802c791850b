"""What is said: curated records, and how they become a closed, validated graph."""
