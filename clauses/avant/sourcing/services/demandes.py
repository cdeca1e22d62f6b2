"""Préparer des demandes d'offre, et les clore."""

import re
from collections.abc import Mapping
from datetime import date

from django.utils import timezone

from clauses.avant.projets.models import LotProjet, Projet
from clauses.avant.sourcing.jetons import empreinte_de, jeton_de
from clauses.avant.sourcing.lettre import LIEN, dit_la_part_de_main_d_oeuvre
from clauses.avant.sourcing.models import Sollicitation
from clauses.fond.annuaire.models import Fournisseur
from clauses.fond.annuaire.services.repertoire import fiche_du_repertoire
from clauses.fond.socle.acte import annuler_ligne, enregistrer
from clauses.fond.socle.acteur import Acteur
from clauses.fond.socle.concurrence import verrouiller
from clauses.fond.socle.erreurs import RefusMetier
from clauses.fond.socle.signature import service

AU_PLUS = 100  # demandes d'un même geste
_NE_S_ANNULE_PLUS = "Cette demande ne s'annule plus\u00a0: elle est répondue ou déjà annulée."


@service
def preparer(
    projet: Projet,
    destinataires: Mapping[Fournisseur, str],
    *,
    par: Acteur,
    objet: str,
    message: str,
    echeance: date,
    lot: LotProjet | None = None,
) -> list[Sollicitation]:
    """Une demande par structure (et son courriel, ou « »). Une structure déjà sollicitée ne l'est pas deux fois.

    Lève `RefusMetier` : aucune structure, échéance passée, message sans lien ou qui dit la part de main-d'œuvre.
    """
    objet = re.sub(r"[\r\n]+", " ", objet)
    _verifier(destinataires, objet, message, echeance)
    Projet.objects.select_for_update().get(pk=projet.pk)
    deja = set(deja_sollicitees(projet, lot))
    demandes = []
    for fournisseur, courriel in destinataires.items():
        if fournisseur.pk in deja:
            continue
        demande = Sollicitation(
            projet=projet,
            lot_projet=lot,
            fournisseur=fournisseur,
            courriel=courriel,
            objet=objet,
            message=message,
            structure=fiche_du_repertoire(fournisseur, par),
            echeance=echeance,
        )
        demande.jeton_empreinte = empreinte_de(jeton_de(demande.pk))
        demandes.append(enregistrer(demande))
    return demandes


def deja_sollicitees(projet: Projet, lot: LotProjet | None) -> list[object]:
    """Les clés des structures de l'annuaire à qui une demande vivante est déjà faite."""
    vivantes = Sollicitation.objects.vivantes().filter(projet=projet, lot_projet=lot, fournisseur__isnull=False)
    return list(vivantes.values_list("fournisseur_id", flat=True))


def _verifier(destinataires: Mapping[Fournisseur, str], objet: str, message: str, echeance: date) -> None:
    if not destinataires:
        raise RefusMetier("Choisissez au moins une structure.")
    if len(destinataires) > AU_PLUS:
        raise RefusMetier(f"Choisissez {AU_PLUS} structures au plus à la fois.")
    if echeance <= timezone.localdate():
        raise RefusMetier("La réponse est attendue à une date à venir.", champ="echeance")
    if LIEN not in message:
        raise RefusMetier(
            f"Gardez «\u00a0{LIEN}\u00a0» dans le message\u00a0: chaque structure y trouvera sa page de réponse.",
            champ="message",
        )
    if dit_la_part_de_main_d_oeuvre(f"{objet} {message}"):
        raise RefusMetier(
            "La part de main-d'œuvre ne se donne pas à des candidats possibles\u00a0: retirez-la.", champ="message"
        )


@service
def annuler(demande: Sollicitation, *, par: Acteur, motif: str) -> Sollicitation:
    """Annule la demande : son lien ne répond plus. Une demande répondue garde sa réponse et ne s'annule pas."""
    sans_motif = "Dites pourquoi\u00a0: la raison reste au journal."
    actuelle = annuler_ligne(demande, motif, sans_motif, deja=_NE_S_ANNULE_PLUS, verifier=_exiger_annulable)
    return enregistrer(actuelle, {"etat": Sollicitation.Etat.ANNULEE})


def _exiger_annulable(demande: Sollicitation) -> None:
    if not demande.verbes_du_cycle()["annuler"]:
        raise RefusMetier(_NE_S_ANNULE_PLUS)


@service
def clore_sans_reponse(demande: Sollicitation, *, par: Acteur, motif: str = "Pas de réponse") -> Sollicitation:
    """La structure n'a pas répondu. Une réponse tardive peut encore être notée."""
    actuelle = verrouiller(demande)
    if actuelle.etat != Sollicitation.Etat.ENVOYEE or actuelle.est_annule:
        raise RefusMetier("Seule une demande envoyée et sans réponse se clôt ainsi.")
    return enregistrer(actuelle, {"etat": Sollicitation.Etat.SANS_REPONSE})
