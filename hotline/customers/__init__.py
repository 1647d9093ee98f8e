"""Who calls: companies, the people to ring there, and the tax branches they belong to."""
