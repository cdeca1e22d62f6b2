"""Pour qui, et à quel jour, un classeur est vérifié ; et ce que ses trois sortes ont en commun."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from clauses.fond.socle.acteur import Acteur
from clauses.fond.socle.imports.chaine import Chaine
from clauses.fond.socle.imports.ecriture import Ecriture
from clauses.fond.socle.imports.questions import ADire, Reponses
from clauses.fond.socle.imports.rapport import A_CONFIRMER, LigneRefusee, Rapport, Verdict
from clauses.fond.socle.lecture import Ligne, Tableau
from clauses.suivi.declarations.imports.formats import Classeur
from clauses.suivi.declarations.imports.ouvertures import OUVRE


@dataclass(frozen=True)
class Contexte:
    """`jour` : aujourd'hui. `arrete_au` : le jour où l'outil d'origine a été extrait. `est_deja_valide` : les
    heures de cet outil y étaient validées. `reponses` : ce que quelqu'un a dit des lignes à confirmer (`questions`)."""

    porteuse_id: UUID
    acteur: Acteur
    jour: date
    arrete_au: date
    est_deja_valide: bool = False
    reponses: Reponses = field(default_factory=Reponses)


class ChaineDeClasseur(Chaine[Ligne]):
    """Un classeur reconnu, chez une structure porteuse."""

    ouvre = OUVRE

    def __init__(self, classeur: Classeur, contexte: Contexte, ecriture: Ecriture | None = None) -> None:
        nom, modele = classeur.tableau.nom_fichier, classeur.format.modele
        super().__init__(Rapport(nom, modele, list(classeur.avertissements)), ecriture, contexte.reponses)
        self.rapport.totaux[A_CONFIRMER] = 0
        self.classeur, self.contexte = classeur, contexte

    def lignes(self) -> Tableau:
        return self.classeur.tableau

    def libelle(self, ligne: Ligne) -> str:
        raise NotImplementedError

    def refuser(self, ligne: Ligne, refus: LigneRefusee) -> Verdict:
        details = refus.details if isinstance(refus, ADire) else {}
        return Verdict.refus(ligne.numero, self.libelle(ligne), refus, details)

    def conclure(self, motif: str) -> Sequence[str]:
        """Ce qui suit l'écriture, une fois tout le fichier appliqué ; une phrase pour chaque chose faite."""
        return ()
