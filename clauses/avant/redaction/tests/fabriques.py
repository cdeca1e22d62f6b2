"""Pièces et marchés d'essai, un par façon d'écrire la clause. Les noms et les numéros sont inventés."""

from datetime import date
from decimal import Decimal
from typing import Any

from clauses.avant.redaction.modeles_de_textes import section
from clauses.avant.redaction.models import ModeleDeTexte, Piece, VersionDePiece
from clauses.fond.comptes.tests import fabriques as comptes
from clauses.fond.socle.tests.fabriques import creer
from clauses.fond.structures.models import StructurePorteuse
from clauses.fond.structures.tests import fabriques as structures
from clauses.suivi.marches.models import Clause, Marche
from clauses.suivi.marches.tests import fabriques as marches
from regles.formules.jalons import Jalon

PUBLICS = ["deld", "rsa", "boeth", "jeune_sans_qualification", "senior", "qpv", "iae", "refugie"]
TARIF = {"penalite_heure": Decimal(60), "penalite_absence": Decimal(100), "penalite_transmission": Decimal(100)}


def piece(de: Marche, nature: str = "ccap", **champs: Any) -> Piece:
    return creer(Piece, marche=de, nature=nature, **champs)


def version(de: Piece, rang: int = 1, **champs: Any) -> VersionDePiece:
    champs = {"origine": "engendree", "nom_fichier": "piece.docx", "contenu": b"x", "empreinte": "0" * 64, **champs}
    return creer(VersionDePiece, piece=de, rang=rang, **champs)


def variante(chez: StructurePorteuse, cle: str = "ccap.fin", **champs: Any) -> ModeleDeTexte:
    notre = section(cle)
    champs = {"texte": "Notre façon de finir.", "motif": "Usage de la maison", "du_notre": notre.du, **champs}
    return creer(ModeleDeTexte, porteuse=chez, nature=notre.nature, section=notre.code, **champs)


def marche_prepare(chez: StructurePorteuse | None = None, **champs: Any) -> Marche:
    """Un marché en préparation, son facilitateur, ses coordonnées ; aucun lot encore."""
    chez = chez or structures.porteuse(courriel="clause@exemple.test", telephone="03 00 00 00 00")
    qui = comptes.utilisateur(nom="Lenoir", prenom="Salomé", courriel="")
    operation = marches.operation(chez, nom="Groupe scolaire des Saules", facilitateur=qui, etat="preparation")
    champs = {
        "objet": "Construction du groupe scolaire des Saules",
        "reference": "2026-TRV-014",
        "etat": "prepare",
        "date_notification": None,
        "date_debut": None,
        "ccag": "Travaux",
        **champs,
    }
    return marches.marche(operation, **champs)


def clause(de: Marche, numero: str = "1", intitule: str = "Gros œuvre", **champs: Any) -> Clause:
    """Un lot et sa clause : publics, tarif et transmissions trimestrielles."""
    lot = marches.lot(de, numero, intitule=intitule)
    return marches.clause(lot, **{"publics": PUBLICS, "periodicite": 3, **TARIF, **champs})


def fixe() -> Marche:
    marche = marche_prepare()
    clause(marche, heures=Decimal(1250), formule="fixe")
    return marche


def jalons() -> Marche:
    """Un volume dû par jalons, en mois d'exécution : le marché n'a pas encore de dates."""
    marche = marche_prepare()
    parts = (Jalon(mois=6, part=Decimal(30)), Jalon(mois=12, heures=Decimal(900)))
    clause(marche, heures=Decimal(1250), formule="fixe", jalons=parts)
    return marche


def lots_a_jalons() -> Marche:
    """Deux lots, dont un dû par jalons à dates dites."""
    marche = marche_prepare()
    dates = (Jalon(le=date(2027, 3, 31), heures=Decimal(1000)), Jalon(le=date(2027, 9, 30), heures=Decimal(2500)))
    clause(marche, formule="fixe", heures=Decimal(4500), jalons=dates)
    clause(marche, "2", "Peinture", formule="fixe", heures=Decimal(350))
    return marche


def six_lots() -> Marche:
    """Six lots, dont un sans clause et un en tranches ; le critère pèse 10 % sur le premier."""
    marche = marche_prepare()
    clause(
        marche,
        "1",
        "Gros œuvre, terrassement",
        formule="fixe",
        heures=Decimal(850),
        instrument="condition_critere",
        ponderation_critere=Decimal(10),
    )
    clause(marche, "2", "Plâtrerie, isolation", formule="fixe", heures=Decimal(350))
    clause(marche, "6", "Peinture", formule="fixe", heures=Decimal(280), penalite_heure=Decimal(80))
    marches.lot(marche, "8", intitule="Ascenseurs")
    clause(marche, "10", "Chauffage, ventilation, sanitaires", formule="fixe", heures=Decimal("140.5"))
    en_tranches = clause(marche, "12", "Aménagements extérieurs", formule="tranches")
    marches.tranche(en_tranches.lot, nature="ferme", numero=1, intitule="Cour et parvis", heures=Decimal(120))
    marches.tranche(en_tranches.lot, nature="optionnelle", numero=2, intitule="Jardin", heures=Decimal(130))
    return marche


def ugap() -> Marche:
    marche = marche_prepare(
        objet="Prestations de services informatiques",
        forme="accord_cadre",
        ccag="TIC",
        nature_achat="services",
        duree_mois=24,
        reconductions_prevues=2,
    )
    lot = marches.lot(marche, intitule="Prestations de services informatiques")
    marches.clause_ugap(lot, publics=PUBLICS, periodicite=3, **TARIF)
    return marche


def tranches() -> Marche:
    marche = marche_prepare()
    en_tranches = clause(marche, formule="tranches")
    marches.tranche(en_tranches.lot, nature="ferme", numero=1, intitule="École maternelle", heures=Decimal(295))
    marches.tranche(en_tranches.lot, nature="optionnelle", numero=2, intitule="École élémentaire", heures=Decimal(560))
    marches.tranche(en_tranches.lot, nature="optionnelle", numero=3, intitule="Restaurant", heures=Decimal(300))
    return marche


def annuelle() -> Marche:
    marche = marche_prepare(
        objet="Nettoyage des écoles",
        nature_achat="services",
        ccag="FCS",
        duree_mois=12,
        reconductions_prevues=3,
        reconduction_mois=12,
    )
    clause(marche, intitule="Nettoyage des écoles", formule="annuelle", heures_par_an=Decimal(120))
    return marche


def pourcentage() -> Marche:
    marche = marche_prepare(objet="Collecte des encombrants", nature_achat="services", ccag="FCS")
    clause(
        marche,
        intitule="Collecte",
        formule="pourcentage_heures",
        taux=Decimal(5),
        heures_travaillees_prevues=Decimal(24000),
    )
    return marche


def reserve(instrument: str = "reserve_iae") -> Marche:
    marche = marche_prepare(objet="Entretien des espaces verts", nature_achat="services", ccag="FCS")
    clause(marche, intitule="Espaces verts", instrument=instrument, formule="fixe", heures=Decimal(3200))
    return marche


def marche_d_insertion() -> Marche:
    marche = marche_prepare(
        objet="Chantier d’insertion, restauration du petit patrimoine", nature_achat="services", ccag=""
    )
    clause(marche, intitule="Chantier d’insertion", instrument="marche_insertion", formule="fixe", heures=Decimal(9800))
    return marche


def critere() -> Marche:
    marche = marche_prepare(objet="Maîtrise d’œuvre urbaine", nature_achat="pi", ccag="PI")
    clause(
        marche,
        intitule="Maîtrise d’œuvre",
        instrument="critere",
        ponderation_critere=Decimal(10),
        formule="fixe",
        heures=Decimal(150),
    )
    return marche


SCENES = {
    "fixe": fixe,
    "jalons": jalons,
    "lots_a_jalons": lots_a_jalons,
    "six_lots": six_lots,
    "ugap": ugap,
    "tranches": tranches,
    "annuelle": annuelle,
    "pourcentage": pourcentage,
    "reserve": reserve,
    "marche_d_insertion": marche_d_insertion,
    "critere": critere,
}
