-- A credential's scans are found among those of its person.
drop index own_scans_by_credential;
