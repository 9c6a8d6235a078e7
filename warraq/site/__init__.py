"""The site as a whole: every language built, chosen, served and watched."""
