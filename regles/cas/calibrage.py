"""Les schémas du calibrage : le volume d'un lot ou de plusieurs, ses lectures, ses termes, son verdict."""

from dataclasses import fields
from datetime import date
from typing import Any

from regles.calibrage import (
    Arrondi,
    ChoixDeFormule,
    FaitsCalibrage,
    LectureTotal,
    Methode,
    PalierDeBareme,
    Sens,
    Tranche,
    calibrer,
    calibrer_lots,
    heures_par_tranche,
    lectures_du_volume,
    repartir_entre_lots,
    termes_de_la_clause,
)
from regles.cas.champs import Champ
from regles.cas.champs_calibrage import CALIBRAGE as CHAMPS_CALIBRAGE
from regles.cas.champs_calibrage import FAISABILITE as CHAMPS_FAISABILITE
from regles.cas.champs_calibrage import VOLUME as CHAMPS_VOLUME
from regles.cas.noeuds import ErreurDeCas
from regles.cas.schemas import Schema, textes_de
from regles.faisabilite import Comparable, FaitsFaisabilite, Niveau, faisabilite
from regles.formules import PREMIERE, famille_de_cle
from regles.formules.faits import NatureTranche
from regles.metiers import TABLE

SANS_JOUR = date(2026, 1, 1)


def _faits(donne: dict[str, Any]) -> FaitsCalibrage:
    noms = {f.name for f in fields(FaitsCalibrage)}
    lus = {nom: valeur for nom, valeur in donne.items() if nom in noms}
    if "metier" in donne:
        metier = TABLE[donne["metier"]]
        lus.setdefault("part_main_d_oeuvre", metier.part_main_d_oeuvre)
        lus.setdefault("cout_horaire", metier.cout_horaire)
    lus["methode"] = Methode(lus.get("methode", "fixe" if "heures" in lus else "main_d_oeuvre"))
    if "arrondi" in lus:
        lus["arrondi"] = Arrondi(lus["arrondi"])
    if "sens" in lus:
        lus["sens"] = Sens(lus["sens"])
    lus["tranches"] = _tranches(donne)
    lus["bareme"] = tuple(PalierDeBareme(**palier) for palier in donne.get("bareme", ()))
    return FaitsCalibrage(**lus)


def _tranches(donne: dict[str, Any]) -> tuple[Tranche, ...]:
    return tuple(Tranche(**{**t, "nature": NatureTranche(t["nature"])}) for t in donne.get("tranches", ()))


def _lots(donne: dict[str, Any]) -> tuple[tuple[str, FaitsCalibrage], ...]:
    commun = {cle: valeur for cle, valeur in donne.items() if cle != "lots"}
    if not donne.get("lots"):
        raise ErreurDeCas("Il manque « lots ».")
    return tuple((lot["nom"], _faits({**commun, **lot})) for lot in donne["lots"])


def _calibrage(regle: str, donne: dict[str, Any]) -> dict[str, Any]:
    jour = donne.get("jour", SANS_JOUR)
    if regle == "repartir_entre_lots":
        commun = {cle: valeur for cle, valeur in donne.items() if cle != "volume"}
        partage = repartir_entre_lots(donne["volume"], _lots(commun), Arrondi(donne.get("arrondi", "unite")))
        return {"lots": {p.membre: p.heures for p in partage.parts}, "heures": partage.valeur, **textes_de(partage)}
    if regle == "calibrer_lots":
        lus = calibrer_lots(_lots(donne), jour, LectureTotal(donne.get("total", "somme")))
        return {
            "heures": lus.valeur, "somme": lus.somme, "arrondi_une_fois": lus.arrondi_une_fois,
            "lots": {nom: d.valeur for nom, d in lus.lots}, **textes_de(lus),
        }  # fmt: skip
    decision = calibrer(_faits(donne), jour)
    return {
        "heures": decision.valeur, "brut": decision.brut, "travail": decision.travail,
        "sans_clause": decision.sans_clause, "dont_ferme": decision.dont_ferme, "potentiel": decision.potentiel,
        **textes_de(decision),
    }  # fmt: skip


def _volume(regle: str, donne: dict[str, Any]) -> dict[str, Any]:
    if regle == "lectures_du_volume":
        lues = lectures_du_volume(
            donne["volume"], donne.get("jour", SANS_JOUR), duree_mois=donne.get("duree_mois"),
            heures_par_jour=donne.get("heures_par_jour"),
        )  # fmt: skip
        lectures = ("jours", "mois_personnes", "etp", "personnes", "mois_chacune")
        return {**{nom: getattr(lues, nom) for nom in lectures}, **textes_de(lues)}
    if regle == "heures_par_tranche":
        pas = {"pas": donne["pas"]} if "pas" in donne else {}
        trouvees = heures_par_tranche(donne["volume"], donne["montant_ht"], donne["montant_tranche_ht"], **pas)
        return {
            "heures_par_tranche": trouvees.valeur, "tranches_entieres": trouvees.tranches,
            "heures": trouvees.volume_obtenu, **textes_de(trouvees),
        }  # fmt: skip
    noms = {f.name for f in fields(ChoixDeFormule)} - {"tranches", "formule"}
    choisies = {nom: valeur for nom, valeur in donne.items() if nom == "lecture_tranches"}
    choix = ChoixDeFormule(
        formule=famille_de_cle(donne.get("formule", PREMIERE.cle())).code, tranches=_tranches(donne), lectures=choisies,
        **{nom: valeur for nom, valeur in donne.items() if nom in noms},
    )  # fmt: skip
    termes = termes_de_la_clause(choix)
    return {
        "heures": termes.valeur, "phrase": termes.phrase, **textes_de(termes),
        **{nom: getattr(termes.clause, nom, None) for nom in ("heures_par_tranche", "heures_par_an")},
    }  # fmt: skip


def _faisabilite(_regle: str, donne: dict[str, Any]) -> dict[str, Any]:
    lus = {cle: valeur for cle, valeur in donne.items() if cle != "jour"}
    lus["comparables"] = tuple(Comparable(**c) for c in donne.get("comparables", ()))
    decision = faisabilite(FaitsFaisabilite(**lus), donne.get("jour", SANS_JOUR))
    pesantes = tuple(r.code for r in decision.raisons if r.niveau > Niveau.FAISABLE)
    return {
        "verdict": decision.niveau.name.lower(), "raisons": pesantes,
        "conseil": " ".join(r.conseil for r in decision.raisons), **textes_de(decision),
    }  # fmt: skip


CALIBRAGE = Schema(
    "Calibrage d'un volume",
    "Combien d'heures demander. Un métier donne la part de main-d'œuvre et le coût horaire de la table, que l'on "
    "remplace en les donnant. Plusieurs lots portent chacun leurs champs ; les champs communs s'écrivent une fois.",
    {"calibrer": "heures", "calibrer_lots": "heures", "repartir_entre_lots": "lots"},
    {"calibrer": ("calibrage", "volume a demander"), "calibrer_lots": ("calibrage des lots",),
     "repartir_entre_lots": ("partage entre lots",)},
    CHAMPS_CALIBRAGE,
    (
        Champ("heures", "heures", "Le volume, ou le total affiché.", ("total", "volume")),
        Champ("brut", "heures", "Avant l'arrondi.", ("avant arrondi",)),
        Champ("travail", "heures", "Toutes les heures du marché.", ("heures travaillées",), aucun=True),
        Champ("sans_clause", "oui_non", "La méthode conclut à l'absence de clause.", ("pas de clause",)),
        Champ("dont_ferme", "heures", "Dû sans affermissement.", ("ferme",), aucun=True),
        Champ("potentiel", "nombre", "Potentiel d'embauche (propreté), de 0 à 1.", ("P",), aucun=True),
        Champ("somme", "heures", "Somme des lignes arrondies."),
        Champ("arrondi_une_fois", "heures", "Arrondi fait une fois sur le tout."),
        Champ("lots", "table", "Heures de chaque lot."),
    ),
    _calibrage,
    """\
cas: Un million d'euros de bâtiment, 5 % d'insertion
source: exemple de la documentation
regle: calibrer
donne:
  montant: 1 000 000 €
  part de main-d'œuvre: 50 %
  taux: 5 %
  coût horaire: 30 €
attendu: {heures: 833, travail: "16 666,67"}
tolerance: {travail: 0.01}
""",
)  # fmt: skip
VOLUME = Schema(
    "Lectures et termes d'un volume",
    "Un volume lu en jours et en personnes, partagé en tranches de facturation, ou traduit en termes de clause.",
    {"lectures_du_volume": "jours", "heures_par_tranche": "heures_par_tranche", "termes_de_la_clause": "heures"},
    {"lectures_du_volume": ("lectures", "conversion"), "heures_par_tranche": ("tranche de facturation",),
     "termes_de_la_clause": ("termes",)},
    CHAMPS_VOLUME,
    (
        Champ("jours", "nombre", "Jours de travail."),
        Champ("mois_personnes", "nombre", "Mois d'une personne à temps plein."),
        Champ("etp", "nombre", "Équivalents temps plein sur un an."),
        Champ("personnes", "nombre", "Personnes à temps plein qu'il faut dans la durée."),
        Champ("mois_chacune", "nombre", "Mois de chacune."),
        Champ("heures_par_tranche", "heures", "Heures par tranche de facturation.", aucun=True),
        Champ("heures_par_an", "heures", "Heures par an.", aucun=True),
        Champ("tranches_entieres", "nombre", "Tranches entières dans le montant estimé."),
        Champ("heures", "heures", "Ce que ces termes donnent aux estimations.", ("volume obtenu",)),
        Champ("phrase", "texte", "Un passage de la clause en toutes lettres."),
    ),
    _volume,
    """\
cas: 833 h à réaliser en douze mois
source: exemple de la documentation
regle: lectures_du_volume
donne: {volume: 833 h, durée: 12 mois}
attendu: {jours: 119, personnes: 1, mois_chacune: 5.5}
""",
)  # fmt: skip
FAISABILITE = Schema(
    "Faisabilité d'un volume",
    "Faisable, tendu ou irréaliste, d'après ce que l'on sait : part du travail, durée, taux d'usage, offre locale, "
    "marchés comparables. Les seuils sont des repères proposés (certitude C), dans les paramètres datés.",
    {"faisabilite": "verdict"},
    {"faisabilite": ("verdict", "realisme")},
    CHAMPS_FAISABILITE,
    (
        Champ("verdict", "choix", "Le verdict.", ("niveau",),
              valeurs={"faisable": (), "tendu": (), "irrealiste": ("irréaliste",)}),
        Champ("raisons", "choix_multiples", "Les raisons qui pèsent (tendues ou irréalistes).", aucun=True,
              valeurs={"part_du_travail": (), "duree": ("durée",), "volume": (), "taux": (), "offre": (),
                       "demande": (), "realisation": ("réalisation",), "sans_clause": ()}),
        Champ("conseil", "texte", "Un passage de ce qu'il faut faire."),
    ),
    _faisabilite,
    """\
cas: Cinq pour cent du travail, un an, des structures proches
source: exemple de la documentation
regle: faisabilite
donne: {heures: 833, durée: 12 mois, travail: 16 667, taux: 5 %, fournisseurs: 6}
attendu: faisable
""",
)  # fmt: skip
