"""Ce que montre l'accueil de chaque rôle : une phrase, ce qui attend, ce que l'on suit."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any, get_args

from django.db.models import Q
from django.urls import reverse
from django.utils.formats import date_format

from clauses.fond.habilitations.roles import Role
from clauses.fond.socle import registre
from clauses.fond.socle.acteur import Acteur
from clauses.fond.socle.attentes import Attente, Chez
from clauses.fond.socle.composants import Action, Page, Ton, Vide
from clauses.fond.socle.noms import cle_de_tri
from clauses.pilotage.tableaux.attentes import en_liste
from clauses.pilotage.tableaux.attentes_du_suivi import du_suivi
from clauses.pilotage.tableaux.obligations_de_la_structure import obligations_de_la_structure
from clauses.pilotage.tableaux.operations import AU_PLUS, LUS, en_tableau, sans_heures, suivis
from clauses.suivi.marches.models import Operation
from regles.typographie import accorder, jour_en_mots, typographie

Accueil = dict[str, Any]
ParQui = dict[Chez, list[Attente]]
Groupe = tuple[Chez, str, str]  # à qui, son titre, ce qu'il dit quand il est vide


MONTREES = 15  # à l'accueil de l'équipe, les plus en retard ; la liste les a toutes
DE_L_EQUIPE: tuple[Groupe, ...] = (
    ("moi", "À moi", "Rien ne vous attend : tout est à jour."),
    (
        "autres",
        "Chez les autres",
        "Aucune déclaration n'est en retard chez les entreprises, aucune pièce n'est en relecture.",
    ),
    ("endormies", "Endormies", "Aucune opération n'est sans nouvelles depuis trois mois."),
)
DE_L_ACHETEUR: tuple[Groupe, ...] = (
    ("moi", "À moi", "Rien ne vous attend."),
    ("autres", "Chez les autres", "Rien n'est en attente ailleurs."),
)


def accueil(acteur: Acteur, jour: date) -> Accueil:
    """Le contexte de l'accueil : `page`, `gabarit`, et ce que ce gabarit montre."""
    return _PAR_ROLE[Role(acteur.role)](acteur, jour)


def _jour_en_titre(jour: date) -> str:
    """« Mardi 24 novembre », « Mardi 1er décembre »."""
    return f"{date_format(jour, 'l').capitalize()} {jour_en_mots(jour).removesuffix(f' {jour.year}')}"


def _suivies(acteur: Acteur) -> list[Operation]:
    """Les miennes, et celles que personne ne suit ; au plus `AU_PLUS`."""
    return list(
        Operation.objects.visibles_par(acteur)
        .actifs()
        .en_cours()
        .filter(Q(facilitateur_id=acteur.utilisateur_id) | Q(facilitateur__isnull=True))
        .select_related("donneur_d_ordre")
        .only(*LUS)
        .order_by("tri", "pk")[:AU_PLUS]
    )


def _equipe(acteur: Acteur, jour: date) -> Accueil:
    operations = _suivies(acteur)
    lus = suivis(acteur, operations, jour)
    attendus = par_qui([*registre.attentes(acteur, jour, operations), *du_suivi(lus, jour)])
    creer = Action("Créer une opération", reverse("marches:operation_creer"), style="principale", icone="plus-lg")
    return {
        "gabarit": "tableaux/equipe.html",
        "page": Page(
            titre=_jour_en_titre(jour),
            phrase=phrase_des_attentes(attendus["moi"]),
            ton="alerte" if any(a.est_en_retard for a in attendus["moi"]) else "neutre",
            actions=[creer],
        ),
        "jour": jour,
        "groupes": _groupes(attendus, jour, DE_L_EQUIPE),
        "operations": lus,
        "en_retard": [s for s in lus if s.code_etat == "en_retard"],
        "tableau": en_tableau(lus[:MONTREES], "Mes opérations"),
        "toutes": reverse("marches:operations") if len(lus) > MONTREES else "",
        "vide": Vide(
            "Vous ne suivez encore aucune opération",
            "Créez-en une, ou créez vos marchés depuis leurs données essentielles.",
            action=creer,
            autre=Action("Importer des données essentielles", reverse("marches:importer"), style="discrete"),
        ),
    }


def _groupes(attendus: ParQui, jour: date, groupes: Sequence[Groupe]) -> list[Accueil]:
    """Chaque groupe, et ce qu'il dit quand il est vide."""
    return [
        {
            "cle": chez,
            "titre": titre,
            "combien": len(attendus[chez]),
            "attentes": en_liste(attendus[chez], jour),
            "vide": typographie(vide),
        }
        for chez, titre, vide in groupes
    ]


def par_qui(attentes: Sequence[Attente]) -> ParQui:
    """À moi, chez les autres, endormies ; les plus en retard d'abord."""
    triees = sorted(attentes, key=lambda a: (not a.est_en_retard, a.depuis, a.acte, cle_de_tri(a.objet)))
    return {chez: [a for a in triees if a.chez == chez] for chez in get_args(Chez)}


def phrase_des_attentes(liste: list[Attente]) -> str:
    """« 14 choses vous attendent, 3 sont en retard. »"""
    if not liste:
        return "Rien ne vous attend aujourd'hui."
    retards = sum(a.est_en_retard for a in liste)
    debut = accorder(len(liste), "chose vous attend", "choses vous attendent")
    if not retards:
        return f"{debut}, aucune n'est en retard."
    return f"{debut}, {accorder(retards, 'est', 'sont')} en retard."


def _commande(acteur: Acteur, jour: date) -> Accueil:
    """Ce qui l'attend avant le contrat d'abord, puis ses opérations et leur avancement."""
    vide = "Vos opérations apparaîtront ici dès leur création."
    accueil = _operations_et_bilans(acteur, jour, "Mes opérations", vide, avec_donneur=False)
    attendus = par_qui(registre.attentes(acteur, jour))
    miennes = attendus["moi"]
    if miennes:
        page = accueil["page"]
        en_retard = page.ton == "alerte"
        phrase = typographie(f"{phrase_des_attentes(miennes)} {page.phrase if en_retard else ''}".strip())
        ton: Ton = "alerte" if en_retard or any(a.est_en_retard for a in miennes) else "attente"
        accueil["page"] = Page(titre=page.titre, phrase=phrase, ton=ton)
    return accueil | {"groupes": _groupes(attendus, jour, DE_L_ACHETEUR)}


def _pilote(acteur: Acteur, jour: date) -> Accueil:
    vide = "Aucune opération ANRU n'est encore suivie dans ce département."
    return _operations_et_bilans(acteur, jour, "Opérations ANRU du département", vide) | {"groupes": []}


def _operations_et_bilans(acteur: Acteur, jour: date, titre: str, vide: str, *, avec_donneur: bool = True) -> Accueil:
    operations = _visibles(acteur)
    lus = suivis(acteur, operations, jour)
    retards = sum(s.code_etat == "en_retard" for s in lus)
    combien = accorder(len(lus), "opération")
    reste = f", dont {retards} en retard sur la courbe prévue" if retards else ", aucune n'est en retard"
    preparees = sum(s.est_en_preparation for s in lus)
    if preparees:
        reste += f", {preparees} en préparation"
    return {
        "gabarit": "tableaux/commande.html",
        "page": Page(titre=titre, phrase=f"{combien}{reste}." if lus else vide, ton="alerte" if retards else "neutre"),
        "operations": lus,
        "tableau": en_tableau(lus, titre, vers="bilans:operation", avec_donneur=avec_donneur),
        "vide": Vide(vide, "La structure porteuse de la clause les crée et les suit avec vous."),
    }


def _visibles(acteur: Acteur) -> list[Operation]:
    visibles = Operation.objects.visibles_par(acteur).actifs().select_related("donneur_d_ordre").only(*LUS)
    return list(visibles.order_by("tri", "pk")[:AU_PLUS])


def _juriste(acteur: Acteur, jour: date) -> Accueil:
    """Les pièces à relire, puis les opérations de sa structure, sans aucune heure."""
    operations, attendus = _visibles(acteur), par_qui(registre.attentes(acteur, jour))
    miennes = attendus["moi"]
    vide = "Les opérations de votre structure apparaîtront ici dès leur création."
    return {
        "gabarit": "tableaux/commande.html",
        "page": Page(
            titre=_jour_en_titre(jour),
            phrase=phrase_des_attentes(miennes),
            ton="alerte" if any(a.est_en_retard for a in miennes) else "neutre",
        ),
        "groupes": _groupes(attendus, jour, DE_L_ACHETEUR),
        "operations": operations,
        "tableau": sans_heures(operations, "Opérations de ma structure"),
        "vide": Vide(vide, "La structure porteuse de la clause les crée et les suit avec l'acheteur."),
    }


def _attributaire(acteur: Acteur, jour: date) -> Accueil:
    mois = [attente for attente in registre.attentes(acteur, jour) if attente.chez == "moi"]
    return {
        "gabarit": "tableaux/attributaire.html",
        "page": _page_des_mois(mois, jour),
        "jour": jour,
        "mois": en_liste(mois, jour),
        "obligations": obligations_de_la_structure(acteur, jour) if acteur.role == Role.TITULAIRE else [],
        "est_titulaire": acteur.role == Role.TITULAIRE,
    }


def _page_des_mois(mois: list[Attente], jour: date) -> Page:
    retards = sum(a.est_en_retard for a in mois)
    if not mois:
        phrase = "Vous êtes à jour : aucun mois n'est à déclarer."
    else:
        phrase = f"{len(mois)} mois à déclarer" + (f", dont {retards} en retard." if retards else ".")
    return Page(titre=_jour_en_titre(jour), phrase=typographie(phrase), ton="alerte" if retards else "neutre")


_PAR_ROLE: dict[Role, Callable[[Acteur, date], Accueil]] = {
    Role.FACILITATEUR: _equipe,
    Role.RESPONSABLE: _equipe,
    Role.DONNEUR_D_ORDRE: _commande,
    Role.JURISTE: _juriste,
    Role.PILOTE: _pilote,
    Role.TITULAIRE: _attributaire,
    Role.EMPLOYEUR: _attributaire,
}
