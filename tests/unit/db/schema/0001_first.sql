create table first (a text default ';[x]\"${y}');
