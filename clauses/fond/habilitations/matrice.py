"""LA matrice des droits : droit × rôle → portée. Un droit absent pour un rôle est refusé.

Un droit s'écrit « objet.verbe ». « objet.voir » donne aussi la portée de `visibles_par`.
"""

from clauses.fond.habilitations.roles import Portee, Role

_EQUIPE = {Role.FACILITATEUR: Portee.PORTEUSE, Role.RESPONSABLE: Portee.PORTEUSE}
_RESPONSABLE = {Role.RESPONSABLE: Portee.PORTEUSE}
_COMMANDE = {Role.DONNEUR_D_ORDRE: Portee.COMMANDES}
_JURISTE = {Role.JURISTE: Portee.COMMANDES}  # relit les pièces ; ni heures faites, ni personnes, ni bilan
_TITULAIRE = {Role.TITULAIRE: Portee.ATTRIBUTIONS}
_EMPLOYEUR = {Role.EMPLOYEUR: Portee.EMPLOIS}
_PILOTE = {Role.PILOTE: Portee.TERRITOIRE}
_TOUS = dict.fromkeys(Role, Portee.SOI)

MATRICE: dict[str, dict[Role, Portee]] = {
    # Chacun
    "accueil.voir": _TOUS,
    "compte.voir": _TOUS,
    # Structures porteuses et comptes
    "utilisateur.voir": _RESPONSABLE,
    "utilisateur.gerer": _RESPONSABLE,
    "appartenance.voir": _RESPONSABLE,
    "appartenance.retirer": _RESPONSABLE,
    "structureporteuse.voir": _EQUIPE,
    "structureporteuse.modifier": _RESPONSABLE,
    # Répertoire
    "structure.voir": _EQUIPE,
    "structure.creer": _EQUIPE,
    "structure.modifier": _EQUIPE,
    "contact.voir": _EQUIPE,
    "contact.gerer": _EQUIPE,
    # Marchés
    "programme.voir": {**_EQUIPE, **_COMMANDE, **_JURISTE, **_PILOTE},
    "programme.gerer": _EQUIPE,
    "operation.voir": {**_EQUIPE, **_COMMANDE, **_JURISTE, **_PILOTE},
    "operation.creer": _EQUIPE,
    "operation.modifier": _EQUIPE,
    "marche.voir": {**_EQUIPE, **_COMMANDE, **_JURISTE},
    "marche.creer": _EQUIPE,
    "marche.modifier": _EQUIPE,
    "marche.importer": _EQUIPE,
    "lot.voir": {**_EQUIPE, **_COMMANDE, **_JURISTE, **_TITULAIRE, **_EMPLOYEUR},
    "lot.modifier": _EQUIPE,
    # Les heures faites de ses lots, sans personne (celles-ci ont leurs droits à elles).
    "lot.heures": {**_EQUIPE, **_COMMANDE, **_TITULAIRE, **_EMPLOYEUR},
    "tranche.voir": {**_EQUIPE, **_COMMANDE, **_JURISTE, **_TITULAIRE},
    "tranche.modifier": _EQUIPE,
    "clause.voir": {**_EQUIPE, **_COMMANDE, **_JURISTE, **_TITULAIRE},
    "clause.modifier": _EQUIPE,
    "attribution.voir": {**_EQUIPE, **_COMMANDE, **_JURISTE, **_TITULAIRE},
    "attribution.modifier": _EQUIPE,
    "evenementmarche.voir": {**_EQUIPE, **_COMMANDE, **_JURISTE},
    "evenementmarche.saisir": _EQUIPE,
    "commande.voir": {**_EQUIPE, **_COMMANDE, **_TITULAIRE},
    "commande.saisir": _EQUIPE,
    "facture.voir": {**_EQUIPE, **_COMMANDE, **_TITULAIRE},
    "facture.saisir": _EQUIPE,
    "heurestotales.voir": {**_EQUIPE, **_COMMANDE, **_TITULAIRE},
    "heurestotales.saisir": _EQUIPE,
    "importmarches.voir": _EQUIPE,
    # Personnes : l'acheteur n'y est pas, l'entreprise ne voit que les siennes
    "participant.voir": {**_EQUIPE, **_TITULAIRE, **_EMPLOYEUR},
    "participant.creer": _EQUIPE,
    "participant.modifier": _EQUIPE,
    "critereparticipant.voir": _EQUIPE,
    "critereparticipant.gerer": _EQUIPE,
    "eligibilite.voir": _EQUIPE,
    "eligibilite.prononcer": _EQUIPE,
    # Contrats et heures
    "contratinsertion.voir": {**_EQUIPE, **_TITULAIRE, **_EMPLOYEUR},
    "contratinsertion.creer": _EQUIPE,
    "contratinsertion.modifier": _EQUIPE,
    "declarationmensuelle.voir": {**_EQUIPE, **_TITULAIRE, **_EMPLOYEUR},
    "declarationmensuelle.saisir": {**_EQUIPE, **_TITULAIRE, **_EMPLOYEUR},
    "declarationmensuelle.valider": _EQUIPE,
    "declarationmensuelle.rouvrir": _EQUIPE,
    "ligneheures.voir": {**_EQUIPE, **_TITULAIRE, **_EMPLOYEUR},
    "ligneheures.saisir": {**_EQUIPE, **_TITULAIRE, **_EMPLOYEUR},
    "ligneheures.valider": _EQUIPE,
    "ligneheures.rouvrir": _EQUIPE,
    "importheures.voir": _EQUIPE,
    "importheures.deposer": _EQUIPE,
    # Avant le contrat : l'annuaire public, la fiche projet, l'étude, les demandes d'offre, le calibrage
    "fournisseur.voir": {
        Role.FACILITATEUR: Portee.ANNUAIRE,
        Role.RESPONSABLE: Portee.ANNUAIRE,
        Role.DONNEUR_D_ORDRE: Portee.ANNUAIRE,
    },
    "sollicitation.voir": _EQUIPE,
    "sollicitation.demander": _EQUIPE,
    "sollicitation.envoyer": _EQUIPE,
    "sollicitation.relancer": _EQUIPE,
    "sollicitation.repondre": _EQUIPE,
    "sollicitation.annuler": _EQUIPE,
    "projet.voir": {**_EQUIPE, **_COMMANDE, **_JURISTE},
    "projet.creer": {**_EQUIPE, **_COMMANDE},
    "projet.modifier": {**_EQUIPE, **_COMMANDE},
    "projet.soumettre": {**_EQUIPE, **_COMMANDE},
    "projet.prendre": _EQUIPE,
    "projet.classer": _EQUIPE,
    "projet.ouvrir": _EQUIPE,
    "projet.abandonner": {**_EQUIPE, **_COMMANDE},
    "lotprojet.voir": {**_EQUIPE, **_COMMANDE, **_JURISTE},
    "etude.voir": {**_EQUIPE, **_COMMANDE, **_JURISTE},
    "etude.modifier": _EQUIPE,
    "etude.clore": _EQUIPE,
    "choixdinstrument.voir": {**_EQUIPE, **_COMMANDE, **_JURISTE},
    "choixdinstrument.choisir": _EQUIPE,
    "marchesansclause.voir": {**_EQUIPE, **_COMMANDE, **_JURISTE},
    "marchesansclause.inscrire": {**_EQUIPE, **_COMMANDE},
    "marchesansclause.retirer": _EQUIPE,
    "calibrage.voir": _EQUIPE,
    "calibrage.retenir": _EQUIPE,
    "valeurdereference.voir": _EQUIPE,
    "valeurdereference.saisir": _EQUIPE,
    # Les pièces de la consultation
    "piece.voir": {**_EQUIPE, **_COMMANDE, **_JURISTE},
    "piece.rediger": _EQUIPE,
    "modeledetexte.voir": _EQUIPE,
    "modeledetexte.modifier": _EQUIPE,
    "versiondepiece.voir": {**_EQUIPE, **_COMMANDE, **_JURISTE},
    # Le circuit des pièces : qui joue quand est dans regles/circuit.py
    "dossier.voir": {**_EQUIPE, **_COMMANDE, **_JURISTE},
    "dossier.transmettre": {**_EQUIPE, **_COMMANDE, **_JURISTE},
    "dossier.refuser": {**_COMMANDE, **_JURISTE},
    "dossier.reprendre": _EQUIPE,
    "dossier.clore": _EQUIPE,
    "tour.voir": {**_EQUIPE, **_COMMANDE, **_JURISTE},
    "remarque.voir": {**_EQUIPE, **_COMMANDE, **_JURISTE},
    "remarque.ecrire": {**_EQUIPE, **_COMMANDE, **_JURISTE},
    "remarque.repondre": {**_EQUIPE, **_COMMANDE, **_JURISTE},
    "remarque.retirer": {**_EQUIPE, **_COMMANDE, **_JURISTE},
    "accord.voir": {**_EQUIPE, **_COMMANDE, **_JURISTE},
    "accord.donner": {**_EQUIPE, **_COMMANDE, **_JURISTE},
    # La relecture des pièces venues d'ailleurs : l'acheteur relit les siennes, l'équipe donne suite
    "relecture.voir": {**_EQUIPE, **_COMMANDE},
    "relecture.deposer": {**_EQUIPE, **_COMMANDE},
    "relecture.relire": {**_EQUIPE, **_COMMANDE},
    "relecture.traiter": _EQUIPE,
    "relecture.annuler": _EQUIPE,
    "piecerelue.voir": {**_EQUIPE, **_COMMANDE},
    "suitederemarque.voir": {**_EQUIPE, **_COMMANDE},
    # Bilans et journal
    "bilan.voir": {**_EQUIPE, **_COMMANDE, **_PILOTE},
    "bilan.lignes": {**_EQUIPE, **_COMMANDE},
    "bilan.personnes": _EQUIPE,
    "bilan.rediger": _EQUIPE,
    "journal.voir": _EQUIPE,
}


def portee_de(role: str, droit: str) -> Portee | None:
    """La portée du droit pour ce rôle, ou `None` s'il ne l'a pas. Un droit inconnu est une faute de code."""
    if droit not in MATRICE:
        raise KeyError(f"Le droit « {droit} » n'est pas dans la matrice (clauses/fond/habilitations/matrice.py).")
    return MATRICE[droit].get(role)  # type: ignore[call-overload]
