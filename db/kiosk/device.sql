-- Who this kiosk is.

-- name: load_device
select l.kiosk_id, l.gym_id, l.root_key, l.trust_list, coalesce(g.name, l.gym_name), coalesce(g.timezone, l.timezone)
from link l join replica r left join gym g on g.side = r.side;
