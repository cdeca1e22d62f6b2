"""« Pourquoi ce chiffre ? » : une Decision des règles, mise en lignes à montrer."""

from clauses.fond.socle.composants import Calcul, PartDeCalcul
from regles.socle import Decision, LigneDeCalcul
from regles.typographie import avec_unite


def en_calcul(decision: Decision | Calcul) -> Calcul:
    """La Decision telle qu'on la montre ; un Calcul déjà prêt passe tel quel."""
    if isinstance(decision, Calcul):
        return decision
    return Calcul(
        chiffre="" if decision.valeur is None else avec_unite(decision.valeur, decision.unite),
        motif=decision.motif,
        lignes=tuple(_part(ligne) for ligne in decision.detail),
        avertissements=decision.avertissements,
        references=decision.references,
    )


def _part(ligne: LigneDeCalcul) -> PartDeCalcul:
    return PartDeCalcul(ligne.libelle, avec_unite(ligne.valeur, ligne.unite), ligne.calcul)
