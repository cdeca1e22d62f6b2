"""La fiche d'un projet : sa phrase, le prochain acte, le chemin du dossier, sa description et ses lots."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse

from clauses.avant.projets.completude import Manque, avis_de_retard, manques_pour_soumettre
from clauses.avant.projets.models import LotProjet, Projet
from clauses.avant.projets.onglets import adresse_de_l_etape, fil_projet, onglets_projet
from clauses.avant.projets.presentation.commun import a_qui_de_jouer, en_jours, est_le_sien, resume_de_l_achat
from clauses.fond.habilitations.capacites import capacites, peut
from clauses.fond.socle import registre
from clauses.fond.socle.acteur import Acteur
from clauses.fond.socle.adresses import fiche_de
from clauses.fond.socle.composants import Action, Definition, Lien, Page
from clauses.fond.socle.valeurs import en_date, en_euros, en_nombre, en_pourcent
from clauses.suivi.marches.models import Lot, Operation
from regles.metiers import METIERS

Etat = Projet.Etat
ACHEVES = {
    Etat.OUVERT: "La fiche est devenue une opération.",
    Etat.SANS_CLAUSE: "Classée sans clause",
    Etat.ABANDONNE: "Abandonnée",
}
CE_QUE_DONNE = {
    "fiche": "Ce qui est acheté, combien, où, quand",
    "opportunite": "Faut-il une clause, et laquelle",
    "sourcing": "Qui peut répondre, près d'ici",
    "calibrage": "Combien d'heures demander",
    "pieces": "Les textes de la consultation",
}


def page(acteur: Acteur, projet: Projet, jour: date) -> Page:
    """L'en-tête : ce qu'on achète, où en est la fiche, à qui de jouer, et le prochain acte."""
    achat = resume_de_l_achat(projet, avec_le_lancement=not avis_de_retard(projet, jour))
    return Page(
        titre=projet.nom,
        surtitre=f"Fiche projet · {projet.donneur_d_ordre.nom}",
        phrase=f"{achat} {_ou_en_est(acteur, projet, jour)}",
        fil=[*fil_projet(acteur, projet)[:1], Lien(projet.nom)],
        onglets=onglets_projet(acteur, projet, "fiche"),
        actions=actions(acteur, projet),
    )


def _ou_en_est(acteur: Acteur, projet: Projet, jour: date) -> str:
    if projet.etat == Etat.OUVERT:
        return ACHEVES[Etat.OUVERT]
    if projet.etat in ACHEVES:
        depuis = f" le {en_date(projet.etat_depuis)}" if projet.etat_depuis else ""
        return f"{ACHEVES[Etat(projet.etat)]}{depuis}\u00a0: {projet.motif_etat}"
    qui = "vous" if est_le_sien(projet, acteur) else a_qui_de_jouer(projet)
    suite = {
        Etat.BROUILLON: f"à {qui} de compléter la fiche",
        Etat.SOUMIS: f"à {qui} de la prendre à l'étude",
        Etat.A_L_ETUDE: f"à {qui} de jouer",
    }[Etat(projet.etat)]
    ou_et_depuis = " ".join(filter(None, (projet.get_etat_display(), en_jours(projet, jour))))
    return f"{ou_et_depuis}\u00a0: {suite}."


def actions(acteur: Acteur, projet: Projet) -> list[Action]:
    """Le prochain acte d'abord, un seul en avant ; puis ce que l'on peut faire d'autre.

    À l'étude, puis ouverte, c'est le chemin du dossier qui porte le prochain acte : il a lu toutes les étapes.
    """
    permis = capacites(acteur, projet)
    principal = _prochain_acte(projet, permis)
    actes = [principal] if principal else []
    prendre = reverse("projets:prendre", args=[projet.pk])
    if permis["prendre"] and (principal is None or principal.url != prendre):
        actes.append(Action("Prendre à l'étude", prendre, methode="post"))
    if projet.etat == Etat.OUVERT and peut(acteur, "operation.voir"):
        actes.append(Action("Voir l'opération", fiche_de(Operation, projet.operation_id)))
    modifier = reverse("projets:modifier", args=[projet.pk])
    if permis["modifier"] and (principal is None or principal.url != modifier):
        actes.append(Action("Modifier", modifier))
    if permis["ouvrir"]:
        # Sans poser de clause, ou dans une opération qui existe : le chemin, lui, mène à ouvrir avec les clauses.
        actes.append(Action("Ouvrir sans clause posée…", reverse("projets:ouvrir", args=[projet.pk]), style="discrete"))
    return actes


def _prochain_acte(projet: Projet, permis: dict[str, bool]) -> Action | None:
    def acte(libelle: str, nom: str, **options: Any) -> Action:
        return Action(libelle, reverse(nom, args=[projet.pk]), style="principale", **options)

    if projet.etat == Etat.BROUILLON and permis["modifier"] and manques_pour_soumettre(projet):
        return acte("Compléter la fiche", "projets:modifier")
    if permis["prendre"]:
        return acte("Prendre à l'étude", "projets:prendre", methode="post")
    if projet.etat == Etat.BROUILLON and permis["soumettre"]:
        return acte("Soumettre au facilitateur", "projets:soumettre")
    return None


@dataclass(frozen=True)
class Manquant:
    """Un renseignement qui manque, et le lien qui mène à son champ."""

    libelle: str
    url: str


def manquants(projet: Projet) -> list[Manquant]:
    """Ce qui manque pour soumettre, chaque mot menant au champ."""
    return [lien_vers(projet, manque) for manque in manques_pour_soumettre(projet)]


def lien_vers(projet: Projet, manque: Manque) -> Manquant:
    """Le champ qui manque, dans le formulaire qui le porte."""
    if manque.champ == "lots":
        return Manquant(manque.libelle, reverse("projets:lots", args=[projet.pk]))
    return Manquant(manque.libelle, f"{reverse('projets:modifier', args=[projet.pk])}#id_{manque.champ}")


@dataclass(frozen=True)
class EtapeDuDossier:
    """Une étape du chemin : `url` vide si son écran n'existe pas ici ou n'est pas ouvert à cette personne."""

    rang: int
    libelle: str
    donne: str
    url: str = ""
    est_actuelle: bool = False


def chemin(acteur: Acteur, projet: Projet) -> list[EtapeDuDossier]:
    """Fiche → Opportunité → Sourcing → Calibrage → Pièces ; l'étape en cours découle de l'état de la fiche."""
    actuelle = {Etat.A_L_ETUDE: "opportunite", Etat.OUVERT: "pieces"}.get(Etat(projet.etat), "fiche")
    return [
        EtapeDuDossier(
            rang=rang,
            libelle=etape.libelle,
            donne=CE_QUE_DONNE[etape.code],
            url=adresse_de_l_etape(acteur, projet, etape),
            est_actuelle=etape.code == actuelle,
        )
        for rang, etape in enumerate(registre.onglets("projet"), start=1)
    ]


def definitions(acteur: Acteur, projet: Projet) -> list[Definition]:
    """La description, dans l'ordre de la conversation."""
    reconductions = (
        f"{projet.reconductions_prevues} de {projet.reconduction_mois} mois"
        if projet.reconductions_prevues
        else "aucune"
    )
    return [
        Definition(
            "Donneur d'ordre",
            projet.donneur_d_ordre.nom,
            url=fiche_de(projet.donneur_d_ordre) if peut(acteur, "structure.voir") else "",
        ),
        Definition("Interlocuteur", projet.interlocuteur),
        Definition("Suivi par", str(projet.facilitateur or "")),
        Definition("En quelques mots", projet.description),
        Definition("Nature d'achat", projet.get_nature_achat_display()),
        Definition("Code CPV", projet.cpv),
        Definition(
            "Montant estimé HT",
            "" if projet.montant_ht is None else en_euros(projet.montant_ht),
            aide="Reconductions comprises",
        ),
        Definition("Durée ferme", "" if projet.duree_mois is None else f"{projet.duree_mois} mois"),
        Definition("Reconductions", reconductions),
        Definition("Lieu d'exécution", " ".join(filter(None, (projet.code_postal, projet.commune)))),
        Definition("Département", str(projet.departement or "")),
        Definition("Position", _position(projet), aide="Latitude et longitude, d'où l'on cherche les fournisseurs"),
        Definition("Lancement de la consultation", _date(projet.date_lancement)),
        Definition("Notification prévue", _date(projet.date_notification_prevue)),
        Definition("Procédure envisagée", projet.get_procedure_display()),
        Definition("Forme", projet.get_forme_display()),
        Definition("Catégorie d'acheteur", projet.get_categorie_acheteur_display()),
        Definition("Défense ou sécurité", "oui" if projet.est_defense else "non"),
        Definition("Opération ANRU", "oui" if projet.est_anru else "non"),
        Definition("Part de main-d'œuvre", _part(projet), aide="Interne\u00a0: elle ne paraît dans aucune pièce"),
    ]


def _date(jour: date | None) -> str:
    return en_date(jour) if jour else ""


def _part(objet: Projet | LotProjet) -> str:
    return "" if objet.part_main_oeuvre is None else en_pourcent(objet.part_main_oeuvre, decimales=2)


def _position(projet: Projet) -> str:
    if projet.latitude is None or projet.longitude is None:
        return ""
    return f"{en_nombre(projet.latitude, decimales=4)}\u202f; {en_nombre(projet.longitude, decimales=4)}"


@dataclass(frozen=True)
class LigneLot:
    """Un lot de la fiche. `url_lot` : le lot du marché qu'il est devenu."""

    lot: LotProjet
    metier: str
    part: str
    url_modifier: str = ""
    url_annuler: str = ""
    url_lot: str = ""


def lignes_des_lots(acteur: Acteur, projet: Projet, lots: Sequence[LotProjet]) -> list[LigneLot]:
    """Les lots, et ce que l'on peut en faire."""
    modifiable = capacites(acteur, projet)["modifier"]
    seul = len(lots) == 1
    return [
        LigneLot(
            lot=lot,
            metier=METIERS.get(lot.metier, lot.metier),
            part=_part(lot),
            url_modifier=reverse("projets:lot_modifier", args=[lot.pk]) if modifiable else "",
            url_annuler=reverse("projets:lot_annuler", args=[lot.pk]) if modifiable and not seul else "",
            url_lot=fiche_de(Lot, lot.lot_id) if lot.lot_id and peut(acteur, "lot.voir") else "",
        )
        for lot in lots
    ]
