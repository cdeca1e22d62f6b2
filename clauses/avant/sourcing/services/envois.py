"""Envoyer et relancer. Sans serveur de courriel réglé, le site n'envoie rien : il donne le message à copier."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils import timezone

from clauses.avant.sourcing.jetons import lien_de
from clauses.avant.sourcing.lettre import LIEN
from clauses.avant.sourcing.models import Sollicitation
from clauses.fond.socle.acte import enregistrer
from clauses.fond.socle.acteur import Acteur
from clauses.fond.socle.apostrophes import soigner_texte
from clauses.fond.socle.concurrence import verrouiller
from clauses.fond.socle.erreurs import RefusMetier
from clauses.fond.socle.jobs import differer
from clauses.fond.socle.signature import service
from clauses.fond.socle.valeurs import en_date_longue

DELAI_DE_RELANCE = timedelta(days=10)
RELANCES_AU_PLUS = 3


def peut_partir_par_courriel(demande: Sollicitation) -> bool:
    return bool(settings.COURRIEL_EST_REGLE and demande.courriel)


def texte_pour(demande: Sollicitation, rang: int = 0) -> str:
    """Le message, avec le lien de cette structure. `rang` : 0 la demande, 1 et plus ses relances."""
    rappel = f"Nous n'avons pas encore votre réponse ; elle reste possible jusqu'au {en_date_longue(demande.echeance)}."
    texte = f"{rappel}\n\n{demande.message}" if rang else demande.message
    return soigner_texte(texte.replace(LIEN, lien_de(demande.pk)))


def objet_pour(demande: Sollicitation, rang: int = 0) -> str:
    return soigner_texte(f"Rappel : {demande.objet}" if rang else demande.objet)


@service
def envoyer(demande: Sollicitation, *, par: Acteur) -> Sollicitation:
    """Met la demande à l'envoi. Lève `RefusMetier` si elle ne peut pas partir par courriel."""
    actuelle = verrouiller(demande)
    if not actuelle.verbes_du_cycle()["envoyer"]:
        raise RefusMetier("Cette demande est déjà partie, ou annulée.")
    if not settings.COURRIEL_EST_REGLE:
        raise RefusMetier("Ce site n'envoie pas de courriel\u00a0: copiez le message, puis notez la demande envoyée.")
    if not actuelle.courriel:
        raise RefusMetier("Aucun courriel n'est connu pour cette structure\u00a0: appelez-la, ou écrivez-lui.")
    _differer(actuelle, par, rang=0)
    return actuelle


def _differer(demande: Sollicitation, par: Acteur, *, rang: int) -> None:
    differer(
        "clauses.avant.sourcing.services.envois.envoyer_courriel",
        par=par,
        verrou=f"sollicitation:{demande.pk}",
        sollicitation_id=demande.pk,
        rang=rang,
    )


@service
def envoyer_courriel(*, par: Acteur, sollicitation_id: UUID | str, rang: int = 0) -> bool:
    """Le travail différé : envoie une fois, et une seule, le courriel de ce rang. Rend s'il est parti maintenant.

    L'identifiant du message est le même à chaque essai : repris après une coupure, il reste un seul courriel.
    """
    demande = Sollicitation.objects.select_for_update(of=("self",)).get(pk=sollicitation_id)
    attendu = Sollicitation.Etat.ENVOYEE if rang else Sollicitation.Etat.PREPAREE
    if demande.courriels_partis > rang or not demande.est_ouverte or demande.etat != attendu:
        return False
    if not peut_partir_par_courriel(demande):
        raise RefusMetier("Le courriel n'est plus réglé, ou l'adresse a été retirée.")
    hote = settings.ADRESSE_DU_SITE.rsplit("/", 1)[-1].split(":")[0]
    message = EmailMessage(
        objet_pour(demande, rang),
        texte_pour(demande, rang),
        to=[demande.courriel],
        headers={"Message-ID": f"<demande-{demande.pk}-{rang}@{hote}>"},
    )
    repondre_a = demande.projet.porteuse.courriel
    if repondre_a:
        message.reply_to = [repondre_a]
    message.send()
    champs: dict[str, Any] = {"courriels_partis": rang + 1}
    if not rang:
        champs |= _partie(Sollicitation.Moyen.COURRIEL)
    enregistrer(demande, champs)
    return True


def _partie(moyen: str) -> dict[str, Any]:
    return {"etat": Sollicitation.Etat.ENVOYEE, "moyen": moyen, "envoyee_le": timezone.now()}


@service
def noter_envoyee(demande: Sollicitation, *, par: Acteur) -> Sollicitation:
    """La demande est partie autrement : téléphone, messagerie, courrier."""
    actuelle = verrouiller(demande)
    if not actuelle.verbes_du_cycle()["envoyer"]:
        raise RefusMetier("Cette demande est déjà partie, ou annulée.")
    return enregistrer(actuelle, _partie(Sollicitation.Moyen.A_LA_MAIN))


@service
def relancer(
    demande: Sollicitation, *, par: Acteur, jour: date | None = None, rang_lu: int | None = None
) -> Sollicitation:
    """Relance, et repousse l'échéance de dix jours ; le courriel repart si la demande est partie par courriel.

    `rang_lu` : les relances que la page comptait. Dix clics sur le même bouton n'en font qu'une.
    """
    actuelle = verrouiller(demande)
    if rang_lu is not None and actuelle.relances == rang_lu + 1:
        return actuelle
    if rang_lu is not None and actuelle.relances != rang_lu:
        raise RefusMetier("Cette demande a été relancée entre-temps : rien n'est fait, voyez où elle en est.")
    if not actuelle.verbes_du_cycle()["relancer"]:
        raise RefusMetier("Seule une demande envoyée et sans réponse se relance.")
    if actuelle.relances >= RELANCES_AU_PLUS:
        raise RefusMetier(f"Déjà {RELANCES_AU_PLUS} relances\u00a0: appelez la structure, ou notez-la sans réponse.")
    echeance = max(actuelle.echeance, (jour or timezone.localdate()) + DELAI_DE_RELANCE)
    enregistrer(actuelle, {"relances": actuelle.relances + 1, "echeance": echeance})
    if actuelle.moyen == Sollicitation.Moyen.COURRIEL and peut_partir_par_courriel(actuelle):
        _differer(actuelle, par, rang=actuelle.relances)
    return actuelle
