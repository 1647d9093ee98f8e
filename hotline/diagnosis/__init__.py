"""What is wrong with the invoicing system: the fixed order of questions, the fault rules, the filing deadlines."""
