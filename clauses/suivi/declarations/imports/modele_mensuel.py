"""Notre classeur « heures du mois » : prérempli des contrats en cours, à remplir hors ligne et à redéposer."""

import io
from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Q
from django.utils.text import slugify
from xlsxwriter.workbook import Workbook

from clauses.fond.socle.colonnes import Colonne
from clauses.fond.socle.exports import ecrire_mots, ouvrir_classeur
from clauses.fond.socle.imports.paquets import par_paquets
from clauses.fond.structures.etablissements import siret_au, sirets_quittes
from clauses.suivi.declarations.imports.formats import (
    ACCOMPAGNEMENT,
    CLE,
    DEBUT,
    EMPLOYEUR,
    FIN,
    FORMATION,
    LOT,
    MARCHE,
    MOIS,
    NOM,
    OBSERVATION,
    OPERATION,
    PRENOM,
    SIRET,
    TRAVAILLEES,
)
from clauses.suivi.declarations.models import AffectationLot, LigneHeures
from clauses.suivi.marches.models import Operation
from regles.calendrier import dernier_du_mois
from regles.typographie import mois_en_mots

COLONNES = (
    Colonne(
        "cle",
        CLE,
        largeur=37,
        aide="Désigne le contrat et le lot. À ne pas changer : par elle, la ligne revient à sa place.",
    ),
    Colonne("mois", MOIS, largeur=12, aide="Le mois déclaré."),
    Colonne("nom", NOM, largeur=20, aide="Contrôlé : il doit rester celui du contrat."),
    Colonne("prenom", PRENOM, largeur=16, aide="Contrôlé, comme le nom."),
    Colonne("employeur", EMPLOYEUR, largeur=28, aide="Pour mémoire."),
    Colonne("siret", SIRET, largeur=17, aide="Contrôlé : il doit rester celui de l'employeur."),
    Colonne("operation", OPERATION, largeur=30, aide="Pour mémoire."),
    Colonne("marche", MARCHE, largeur=30, aide="Pour mémoire."),
    Colonne("lot", LOT, largeur=24, aide="Pour mémoire."),
    Colonne("debut", DEBUT, largeur=12, aide="Pour mémoire."),
    Colonne("fin", FIN, largeur=12, aide="Pour mémoire ; vide si le contrat n'a pas de fin."),
    Colonne(
        "travaillees",
        TRAVAILLEES,
        largeur=12,
        aide="Heures du mois : 104, 151,67 ou 7h30. Zéro se dit, avec sa raison dans « Observation ».",
    ),
    Colonne("formation", FORMATION, largeur=12, aide="Heures de formation du mois."),
    Colonne("accompagnement", ACCOMPAGNEMENT, largeur=14, aide="Heures d'accompagnement du mois."),
    Colonne("observation", OBSERVATION, largeur=40, aide="Une précision, si elle est utile."),
)
A_REMPLIR = frozenset({TRAVAILLEES, FORMATION, ACCOMPAGNEMENT, OBSERVATION})
FEUILLE = "Heures"


class LigneDuModele(NamedTuple):
    """Une ligne du classeur, dans l'ordre des colonnes."""

    cle: str
    mois: date
    nom: str
    prenom: str
    employeur: str
    siret: str
    operation: str
    marche: str
    lot: str
    debut: date
    fin: date | None
    travaillees: Decimal | None
    formation: Decimal | None
    accompagnement: Decimal | None
    observation: str


def classeur_du_mois(porteuse_id: UUID, mois: date, operation: Operation | None = None) -> bytes:
    """Le classeur XLSX d'une opération, ou de toute la structure porteuse : ses contrats en cours ce mois-là."""
    return ecrire(lignes_du_mois(porteuse_id, mois, operation), mois, operation.nom if operation else "")


def nom_du_classeur(mois: date, operation: Operation | None = None) -> str:
    """« heures-2026-10-rehabilitation-solitude.xlsx »."""
    return f"heures-{mois:%Y-%m}{'-' + slugify(operation.nom)[:40] if operation else ''}.xlsx"


def lignes_du_mois(porteuse_id: UUID, mois: date, operation: Operation | None = None) -> Iterator[LigneDuModele]:
    """Les contrats en cours, avec les heures déjà déclarées : une requête par paquet, plus deux. L'employeur y a le
    SIRET qu'il avait ce mois-là."""
    affectations, quittes = _affectations(porteuse_id, mois, operation), sirets_quittes(porteuse_id)
    for paquet in par_paquets(affectations.iterator(chunk_size=2000), 2000):
        contrats = {a.contrat_id for a in paquet}
        connues = {
            (ligne.contrat_id, ligne.lot_id): ligne
            for ligne in LigneHeures.objects.actifs().filter(contrat_id__in=contrats, mois=mois, depuis__isnull=True)
        }
        for affectation in paquet:
            employeur = affectation.contrat.employeur
            siret = siret_au(dernier_du_mois(mois), employeur.siret, quittes.get(employeur.pk, ()))
            yield _ligne(affectation, mois, siret, connues.get((affectation.contrat_id, affectation.lot_id)))


def _affectations(porteuse_id: UUID, mois: date, operation: Operation | None) -> Any:
    affectations = AffectationLot.objects.actifs().filter(
        Q(contrat__date_fin__isnull=True) | Q(contrat__date_fin__gte=mois),
        lot__marche__porteuse_id=porteuse_id,
        contrat__annule_le__isnull=True,
        contrat__date_debut__lte=dernier_du_mois(mois),
    )
    if operation is not None:
        affectations = affectations.filter(lot__marche__operation=operation)
    return affectations.select_related("contrat__participant", "contrat__employeur", "lot__marche__operation").order_by(
        "lot__marche__operation__tri", "contrat__participant__tri", "pk"
    )


def _ligne(affectation: AffectationLot, mois: date, siret: str, connue: LigneHeures | None) -> LigneDuModele:
    contrat, lot = affectation.contrat, affectation.lot
    heures = (
        (connue.heures_travaillees, connue.heures_formation, connue.heures_accompagnement)
        if connue
        else (None, None, None)
    )
    return LigneDuModele(
        str(affectation.pk),
        mois,
        contrat.participant.nom,
        contrat.participant.prenom,
        contrat.employeur.nom,
        siret,
        lot.marche.operation.nom,
        str(lot.marche),
        str(lot),
        contrat.date_debut,
        contrat.date_fin,
        *heures,
        connue.observation if connue else "",
    )


def ecrire(lignes: Iterable[LigneDuModele], mois: date, operation: str = "") -> bytes:
    """Le classeur, à mémoire constante : « Lisez-moi », puis les lignes (aucun texte n'y devient formule)."""
    sortie = io.BytesIO()
    classeur = ouvrir_classeur(sortie)
    _lisez_moi(classeur, mois, operation)
    _heures(classeur, lignes)
    classeur.close()
    return sortie.getvalue()


def _lisez_moi(classeur: Workbook, mois: date, operation: str) -> None:
    feuille = classeur.add_worksheet("Lisez-moi")
    titre = classeur.add_format({"bold": True, "font_size": 15, "font_color": "#0B4F5E"})
    repli = classeur.add_format({"text_wrap": True, "valign": "top"})
    feuille.set_column(0, 0, 28)
    feuille.set_column(1, 1, 90)
    feuille.hide_gridlines(2)
    ecrire_mots(feuille, 0, 0, f"Heures d'insertion, {mois_en_mots(mois)}", titre)
    phrases = (
        operation or "Toutes les opérations",
        "Une ligne par personne et par lot. N'écrivez que dans les colonnes colorées, puis déposez ce fichier\u00a0: "
        "chaque ligne sera vérifiée avant que rien ne soit enregistré.",
        "Une ligne laissée vide ne change rien. Une ligne déjà validée ne change plus que si on la rouvre.",
        "Ce fichier nomme des personnes\u00a0: ne l'envoyez qu'à qui doit le remplir, et effacez-le ensuite.",
    )
    for rang, phrase in enumerate(phrases, 1):
        ecrire_mots(feuille, rang, 0, phrase)
    for rang, colonne in enumerate(COLONNES, len(phrases) + 2):
        ecrire_mots(feuille, rang, 0, colonne.titre, repli)
        ecrire_mots(feuille, rang, 1, ("À remplir. " if colonne.titre in A_REMPLIR else "") + colonne.aide, repli)


def _heures(classeur: Workbook, lignes: Iterable[LigneDuModele]) -> None:
    feuille = classeur.add_worksheet(FEUILLE)
    feuille.activate()
    entete = {"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"}
    vide, rempli = (classeur.add_format(entete | {"bg_color": fond}) for fond in ("#FBE7D3", "#E4F0F2"))
    jour, mois = classeur.add_format({"num_format": "dd/mm/yyyy"}), classeur.add_format({"num_format": "mm/yyyy"})
    nombre, texte = classeur.add_format({"num_format": "0.00"}), classeur.add_format({"num_format": "@"})
    for place, colonne in enumerate(COLONNES):
        a_remplir = colonne.titre in A_REMPLIR
        feuille.set_column(
            place, place, colonne.largeur, nombre if a_remplir and colonne.titre != OBSERVATION else None
        )
        ecrire_mots(feuille, 0, place, colonne.titre, vide if a_remplir else rempli)
    feuille.freeze_panes(1, 4)
    rang = 0
    for rang, ligne in enumerate(lignes, 1):
        for place, valeur in enumerate(ligne):
            if isinstance(valeur, date):
                feuille.write_datetime(rang, place, valeur, mois if place == 1 else jour)
            elif isinstance(valeur, Decimal):
                feuille.write_number(rang, place, valeur, nombre)
            elif valeur:
                feuille.write_string(rang, place, valeur, texte)
    feuille.autofilter(0, 0, rang, len(COLONNES) - 1)
