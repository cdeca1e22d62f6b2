"""Les verbes de la personne : creer, modifier, noter_critere, retirer_critere, prononcer_eligibilite."""

from dataclasses import asdict
from datetime import date
from typing import Any

from clauses.fond.socle.acte import annuler_ligne, enregistrer, poser, prendre_ligne
from clauses.fond.socle.acteur import Acteur
from clauses.fond.socle.concurrence import exiger_lues
from clauses.fond.socle.erreurs import RefusMetier
from clauses.fond.socle.signature import service
from clauses.suivi.participants.models import CritereParticipant, Eligibilite, Participant
from regles.eligibilite import CritereDeclare, DecisionEligibilite, FaitsEligibilite, Piece, eligibilite
from regles.publics import CRITERES, PIECES


@service
def creer(*, par: Acteur, **champs: Any) -> Participant:
    """Ouvre la fiche d'une personne dans la structure porteuse de l'acteur.

    Lève `RefusMetier` pour un numéro de sécurité sociale, une structure d'ailleurs ou une valeur hors liste. Les
    doublons probables se montrent avant (`doubles.ressemblantes`), à l'écran.
    """
    return _enregistrer(Participant(porteuse_id=par.porteuse_id, **champs))


@service
def modifier(
    participant: Participant, *, par: Acteur, version_lue: int | None = None, motif: str = "", **champs: Any
) -> Participant:
    """Met la fiche à jour. Lève `ModifieEntreTemps` si quelqu'un l'a changée depuis `version_lue`."""
    return _enregistrer(poser(prendre_ligne(participant, version_lue), champs))


def _enregistrer(participant: Participant) -> Participant:
    prescripteur = participant.prescripteur
    if prescripteur is not None and prescripteur.porteuse_id != participant.porteuse_id:
        raise RefusMetier("Ce prescripteur n'est pas dans votre répertoire.", champ="prescripteur")
    return enregistrer(participant)


@service
def noter_critere(
    participant: Participant, code: str, *, par: Acteur, lues: str | None = None, **piece: Any
) -> CritereParticipant:
    """Note un critère et la pièce vue. Noté deux fois, il est mis à jour : le journal garde l'ancien.

    `piece` : `piece` (code de `regles.publics.PIECES`), `piece_datee_du`, `valable_jusqu_au`, `vue_le`,
    `precision`. La pièce elle-même n'est pas conservée. `lues` : le critère que la page montrait, s'il y en avait un ;
    noté ou changé depuis, lève `ModifieEntreTemps`.
    """
    if code not in CRITERES:
        raise RefusMetier("Ce critère n'est pas dans la liste des publics de la clause.", champ="code")
    nature = piece.get("piece", "")
    if nature and nature not in CRITERES[code].pieces:
        admises = ", ".join(PIECES[p] for p in CRITERES[code].pieces)
        raise RefusMetier(f"Cette pièce ne justifie pas ce critère. Pièces admises : {admises}.", champ="piece")
    prendre_ligne(participant)
    critere = critere_note(participant, code)
    if critere and all(getattr(critere, nom) == valeur for nom, valeur in piece.items()):
        return critere
    exiger_lues([critere] if critere else [], lues, de=participant, quoi="ce critère vient")
    critere = critere or CritereParticipant(participant=participant, code=code)
    poser(critere, piece)
    if critere.vue_le and not critere.vue_par_id:
        critere.vue_par_id = par.utilisateur_id
    return enregistrer(critere)


def critere_note(participant: Participant, code: str) -> CritereParticipant | None:
    """Ce qui est déjà noté de ce critère."""
    deja: CritereParticipant | None = participant.criteres.actifs().filter(code=code).first()
    return deja


@service
def retirer_critere(critere: CritereParticipant, *, par: Acteur, motif: str) -> CritereParticipant:
    """Annule un critère noté à tort ; l'éligibilité déjà prononcée, figée, n'en est pas changée."""
    return annuler_ligne(critere, motif, "Dites pourquoi ce critère est retiré.", rejouable=True)


def juger(
    participant: Participant, entree: date, *, admis: tuple[str, ...] | None = None, **recherche: Any
) -> DecisionEligibilite:
    """Ce que dit la règle, à cette date d'entrée, des critères notés. N'écrit rien.

    `recherche` : ce que l'on sait de la recherche d'emploi (`inscrit_depuis`, `categorie_ft`, `contrat_d_engagement`).
    """
    declares = tuple(
        CritereDeclare(
            code=critere.code,
            piece=Piece(nature=critere.piece, datee_du=critere.piece_datee_du, valable_au=critere.valable_jusqu_au)
            if critere.piece and critere.vue_le
            else None,
        )
        for critere in participant.criteres.actifs().order_by("code", "pk")
    )
    faits = FaitsEligibilite(
        entree_le=entree,
        criteres=declares,
        naissance=participant.date_naissance,
        criteres_admis=admis,
        quartier=participant.quartier,
        lieu=participant.code_postal,
        **recherche,
    )
    try:
        return eligibilite(faits)
    except ValueError as refus:
        raise RefusMetier(str(refus), champ="categorie_ft") from refus


@service
def prononcer_eligibilite(
    participant: Participant,
    date_entree: date,
    *,
    par: Acteur,
    motif: str = "",
    admis: tuple[str, ...] | None = None,
    lues: str | None = None,
    **recherche: Any,
) -> Eligibilite:
    """Juge l'éligibilité à la date d'entrée et fige la décision avec sa règle. `recherche` : voir `juger`.

    Rejuger annule le jugement précédent et demande un motif. `admis` : la liste des publics du marché. `lues` : le
    jugement que la page montrait, s'il y en avait un ; prononcé depuis par un autre, lève `ModifieEntreTemps`.
    """
    participant = prendre_ligne(participant)
    precedente = participant.eligibilites.actifs().first()
    exiger_lues([precedente] if precedente else [], lues, de=participant, quoi="l'éligibilité vient")
    if precedente is not None:
        annuler_ligne(precedente, motif, "L'éligibilité est déjà prononcée : dites pourquoi vous la rejugez.")
    decision = juger(participant, date_entree, admis=admis, **recherche)
    return enregistrer(
        Eligibilite(
            participant=participant,
            date_entree=date_entree,
            est_eligible=decision.eligible,
            criteres=list(decision.retenus),
            decision={**figer(decision), "qpv": participant.qpv},
            version_regle=decision.version,
        )
    )


def figer(decision: DecisionEligibilite) -> dict[str, Any]:
    """La décision en JSON : le motif, ce qui reste à confirmer, et chaque critère avec son verdict et son texte."""
    return {
        "motif": decision.motif,
        "avertissements": list(decision.avertissements),
        "version": decision.version,
        "criteres": [
            {**asdict(critere), "reference": critere.reference.en_mots() if critere.reference else ""}
            for critere in decision.criteres
        ],
    }
