"""Le message d'une demande d'offre, écrit avec ce que la fiche projet dit.

Ni le montant estimé ni la part de main-d'œuvre n'y sont : les donner à quelques structures romprait l'égalité entre
les candidats (L3 du code de la commande publique), et la part de main-d'œuvre n'est imprimée dans aucune pièce.
"""

import re
from collections.abc import Sequence
from datetime import date

from clauses.avant.projets.models import LotProjet, Projet
from clauses.avant.sourcing.lieu import lieu_en_mots
from clauses.fond.socle.apostrophes import soigner_texte
from clauses.fond.socle.valeurs import en_date_longue, en_mois
from regles.metiers import METIERS
from regles.typographie import accorder

LIEN = "[lien de réponse]"  # remplacé, à l'envoi, par l'adresse de la page de chaque structure
_PART = re.compile(r"main[- ]d.(œ|oe)uvre", re.IGNORECASE)
_ACHATS = {"travaux": "des travaux", "services": "une prestation de services", "fournitures": "des fournitures"}


def objet_de(projet: Projet) -> str:
    return soigner_texte(f"Clause d'insertion : votre offre pour « {projet.nom} »")[:200]


def message_de(
    projet: Projet, lots: Sequence[LotProjet], *, echeance: date, signature: str, lot: LotProjet | None = None
) -> str:
    """Le message proposé, à relire avant d'envoyer. `signature` : qui écrit, et comment le joindre."""
    achat = _ACHATS.get(projet.nature_achat, "un marché")
    ou = f" à {projet.commune}" if projet.commune else ""
    faits = "\n".join(f"- {fait}" for fait in _faits(projet, [lot] if lot else lots))
    texte = f"""Madame, Monsieur,

{projet.donneur_d_ordre} prépare {achat}{ou} : « {projet.nom} ». Une clause sociale d'insertion y est à l'étude, et \
votre structure est proche du lieu d'exécution.

Ce que nous savons aujourd'hui :
{faits}

Avant de fixer les heures d'insertion, nous aimerions savoir ce que vous pourriez y faire :
- ce projet vous intéresse-t-il, et à quelles conditions ?
- que proposeriez-vous : une embauche, une mise à disposition, une part en sous-traitance ?
- combien d'heures d'insertion par mois pourriez-vous assurer ?

Vous pouvez répondre jusqu'au {en_date_longue(echeance)}, sans créer de compte, et corriger votre réponse jusque-là :
{LIEN}

Votre réponse n'engage ni vous ni l'acheteur, et ne donne aucun avantage dans la consultation à venir : c'est un \
échange préalable, au sens de l'article R2111-1 du code de la commande publique.

{signature}
"""
    return soigner_texte(texte)


def _faits(projet: Projet, lots: Sequence[LotProjet]) -> list[str]:
    faits = [f"lieu : {lieu_en_mots(projet)}"] if lieu_en_mots(projet) else []
    nommes = [_lot(lot) for lot in lots if not _est_muet(lot, projet)]
    if len(nommes) == 1:
        faits.append(f"objet : {nommes[0]}")
    elif nommes:
        faits.append(f"lots : {' ; '.join(nommes)}")
    if projet.duree_mois:
        suite = ""
        if projet.reconductions_prevues:
            fois = accorder(projet.reconductions_prevues, "reconduction possible", "reconductions possibles")
            suite = f", {fois} de {projet.reconduction_mois} mois"
        faits.append(f"durée : {projet.duree_mois} mois{suite}")
    if projet.date_lancement:
        faits.append(f"lancement de la consultation : {en_mois(projet.date_lancement)}")
    if projet.date_notification_prevue:
        faits.append(f"démarrage prévu : {en_mois(projet.date_notification_prevue)}")
    return faits or ["le projet est encore à décrire"]


def _lot(lot: LotProjet) -> str:
    metier = METIERS.get(lot.metier, "")
    return f"{lot.intitule} ({metier.lower()})" if metier and metier.lower() != lot.intitule.lower() else lot.intitule


def _est_muet(lot: LotProjet, projet: Projet) -> bool:
    """Le lot unique d'un achat non alloti répète le nom du projet."""
    return lot.intitule.strip().lower() == projet.nom.strip().lower() and not lot.metier


def dit_la_part_de_main_d_oeuvre(texte: str) -> bool:
    return _PART.search(texte) is not None
