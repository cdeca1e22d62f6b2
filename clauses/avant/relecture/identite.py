"""La carte de la tranche : ce que les autres en montrent, sans la nommer."""

from clauses.fond.socle.registre import Acte, Carte

CARTE = Carte(
    allume="marches:operations",
    actes=[
        Acte("Relectures", "relecture:liste", sur="operations"),
        Acte("Relire une pièce", "relecture:relire_lot", sur="lot sous clause"),
    ],
)
