"""Les dossiers de consultation qui attendent quelqu'un, pour les accueils : à moi de jouer, ou chez les autres."""

from collections.abc import Sequence
from datetime import date

from clauses.avant.circuit.models import Dossier, Partie, partie_de
from clauses.avant.circuit.presentation import phrases
from clauses.avant.circuit.resume import Resume, resumes
from clauses.fond.socle.acteur import Acteur
from clauses.fond.socle.adresses import adresse_de
from clauses.fond.socle.attentes import Attente
from clauses.suivi.marches.models import Operation
from regles.typographie import accorder, majuscule

AU_PLUS = 50
LUS = (
    "etat",
    "chez",
    "chez_depuis",
    "echeance",
    "avec_juriste",
    "marche__objet",
    "marche__reference",
    "marche__operation__nom",
)


def attentes(acteur: Acteur, jour: date, operations: Sequence[Operation] | None) -> list[Attente]:
    """Les dossiers ouverts que l'acteur voit (de ces opérations, si elles sont données) : quatre requêtes."""
    partie = partie_de(acteur)
    if partie is None:
        return []
    ouverts = Dossier.objects.visibles_par(acteur).ouverts().select_related("marche__operation").only(*LUS)
    if operations is not None:
        ouverts = ouverts.filter(marche__operation__parmi=operations)
    vues = resumes(list(ouverts.order_by("chez_depuis", "pk")[:AU_PLUS]))
    return [_attente(vue, partie, jour) for vue in vues]


def _attente(vue: Resume, partie: Partie, jour: date) -> Attente:
    a_clore = vue.etat == Dossier.Etat.ACCORDE and partie == Partie.FACILITATEUR
    a_moi = vue.chez == partie or a_clore
    marche, echeance = vue.dossier.marche, None if vue.accord_tombe else vue.dossier.echeance
    ouvertes = accorder(vue.remarques_ouvertes, "remarque ouverte", "remarques ouvertes")
    qui = "" if a_moi else phrases.a_qui(vue).lower()
    operation = "" if marche.operation.nom in str(marche) else marche.operation.nom  # un marché porte souvent son nom
    precisions = (operation, qui, ouvertes if vue.remarques_ouvertes else "")
    return Attente(
        acte=_acte(vue),
        objet=str(marche),
        detail=majuscule(" · ".join(filter(None, precisions))),
        depuis=echeance or phrases.chez_depuis(vue),
        url=adresse_de("circuit:dossier", marche.pk),
        bouton="Ouvrir le circuit",
        est_en_retard=vue.est_en_retard(jour) and not vue.accord_tombe,
        mots="" if echeance else phrases.depuis(phrases.chez_depuis(vue), jour),
        chez="moi" if a_moi else "autres",
        qui=qui,
    )


def _acte(vue: Resume) -> str:
    if vue.etat == Dossier.Etat.ACCORDE:
        return "Clore le circuit"
    if vue.chez != Partie.FACILITATEUR:
        return "Rendre le dossier approuvé" if vue.est_tout_approuve_ici else "Relire les pièces"
    return "Reprendre les pièces" if vue.accord_tombe or vue.remarques_ouvertes else "Transmettre les pièces"
