"""Le fond : qui est là, où, avec quels droits, et l'acte que toutes les tranches font de la même façon."""
