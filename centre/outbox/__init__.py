"""Notifications: letters owed because of records, kept until they are delivered."""
