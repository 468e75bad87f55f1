-- Numbers are decimal, whatever noughts stand before them.
create table tenth (a text);
