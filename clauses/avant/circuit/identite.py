"""La carte de la tranche : ce que les autres en montrent, sans la nommer."""

from clauses.fond.socle.registre import Acte, Carte, Entree

CARTE = Carte(
    menu=[Entree("Circuits", "circuit:liste", 30)],
    allume="circuit:liste",
    actes=[
        Acte("Circuit des pièces", "circuit:dossier", sur="marche préparé"),
        Acte("Circuit de relecture", "circuit:dossier", sur="pièces", icone="arrow-right"),
        Acte("Faire relire les pièces", "circuit:dossier", sur="projet rédigé", style="principale"),
    ],
)
