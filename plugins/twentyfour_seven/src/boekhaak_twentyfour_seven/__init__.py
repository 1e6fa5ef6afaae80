"""24SevenOffice for boekhaak."""
