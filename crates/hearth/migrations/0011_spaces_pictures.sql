-- How a space shows itself: JSON of the picture as media has it.
ALTER TABLE spaces ADD COLUMN picture TEXT;
ALTER TABLE spaces ADD COLUMN cover TEXT;
