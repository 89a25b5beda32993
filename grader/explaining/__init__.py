"""Why a function is wrong: reasons that hold on every question, and a case that shows it."""
