"""Ce qu'une lecture a le droit de prendre. Les réglages du site les posent une fois, au démarrage (`regler`)."""

from dataclasses import dataclass
from pathlib import Path

MO = 1_000_000


@dataclass(frozen=True)
class Limites:
    """`memoire` : Mo d'adresses du processus qui lit ; `calcul` : secondes de calcul d'un petit fichier, et
    `calcul_par_mo` : de plus par Mo de fichier ; `rendu` : Mo que la lecture peut rendre. `attente` : secondes que l'on
    attend son tour. `verrou` : le fichier qui n'en laisse lire qu'un à la fois sur la machine ; absent, personne
    n'attend."""

    memoire: int = 400
    calcul: int = 6
    calcul_par_mo: int = 3
    rendu: int = 2_000
    attente: int = 30
    verrou: Path | None = None

    def secondes(self, octets: int) -> int:
        """Le calcul permis à un fichier de cette taille."""
        return self.calcul + self.calcul_par_mo * (octets // MO)


_EN_VIGUEUR = [Limites()]


def regler(limites: Limites) -> None:
    """Pose les limites de ce processus."""
    _EN_VIGUEUR[0] = limites


def en_vigueur() -> Limites:
    return _EN_VIGUEUR[0]
