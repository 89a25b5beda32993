"""The quiz without its page: shuffling, marking, attempts that outlive a crash, statistics. No Streamlit."""
