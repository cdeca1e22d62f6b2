"""Le schéma des heures dues : engagement, exigible, attendu, cumul des lots, répartition."""

from datetime import date
from decimal import Decimal
from typing import Any

from regles.cas.champs_heures_dues import CHAMPS, RESULTATS
from regles.cas.noeuds import ErreurDeCas
from regles.cas.schemas import Schema, textes_de
from regles.engagement import (
    FAMILLES,
    MODELES,
    FaitsEngagement,
    Formule,
    HeuresTravaillees,
    LectureResiliation,
    Membre,
    Mouvement,
    NatureTranche,
    Reconduction,
    Tranche,
    attendu,
    cumuler,
    engagement,
    exigible,
    repartir,
)
from regles.formules import famille_de_cle, tous_les_termes

# Les faits qu'un cas a toujours pu donner sans que sa formule les lise.
TOLERES = {"commandes", "factures", "heures_travaillees"}
# Les champs qui n'ont de sens que pour certaines formules : ailleurs, c'est une erreur, jamais un oubli.
RESERVES = {
    nom: [f for f in FAMILLES.values() if nom in f.lit or nom in {terme.nom for terme in f.termes()}]
    for nom in {*tous_les_termes(), *(nom for f in FAMILLES.values() for nom in f.lit - TOLERES)}
}
FIN_DES_TEMPS = date(2200, 12, 31)
ZERO = Decimal(0)


def _clause(donne: dict[str, Any]) -> Formule:
    termes = {**donne, **donne.get("clause", {})}
    formule = termes.get("formule")
    if formule is None:
        if "heures" not in termes:
            raise ErreurDeCas(
                f"Il manque « formule » ({', '.join((*(f.cle() for f in FAMILLES.values()), *MODELES))})."
            )
        formule = "fixe"
    famille, modele = MODELES.get(formule) or (famille_de_cle(formule), None)
    etrangers = sorted(
        nom for nom, siennes in RESERVES.items() if termes.get(nom) is not None and famille not in siennes
    )
    if etrangers:
        raise ErreurDeCas(f"« {'», « '.join(etrangers)} » n'a pas de sens pour la formule « {formule} ».")
    resiliation = (
        {"lecture_resiliation": LectureResiliation(termes["lecture_resiliation"])}
        if ("lecture_resiliation" in termes)
        else {}
    )
    return famille.depuis({**(modele.termes if modele else {}), **termes}, **resiliation)


def _mouvements(donne: dict[str, Any], detail: str, cumul: str) -> tuple[Mouvement, ...]:
    presents = [nom for nom in (detail, cumul, "cumul_ht") if nom in donne]
    if len(presents) > 1:
        raise ErreurDeCas(f"« {presents[0]} » et « {presents[1]} » disent la même chose : n'en donnez qu'un.")
    if detail in donne:
        return tuple(Mouvement(**{"jour": None, **ligne}) for ligne in donne[detail])
    montant = donne.get(cumul, donne.get("cumul_ht"))
    return () if montant is None else (Mouvement(jour=None, montant_ht=montant),)


def _duree(donne: dict[str, Any]) -> int | None:
    if "annees" not in donne:
        return donne.get("duree")
    mois = donne["annees"] * 12
    if "duree" in donne or mois != mois.to_integral_value():
        raise ErreurDeCas("Donnez la durée une seule fois, en mois entiers ou en années.")
    return int(mois)


def _datee(ligne: dict[str, Any], drapeau: str, champ: str) -> dict[str, Any]:
    """« affermie: oui » sans date vaut « affermie depuis toujours »."""
    propre = {cle: valeur for cle, valeur in ligne.items() if cle != drapeau}
    if ligne.get(drapeau) and propre.get(champ) is None:
        propre[champ] = date(1900, 1, 1)
    if ligne.get(drapeau) is False and propre.get(champ) is not None:
        raise ErreurDeCas(f"« {drapeau}: non » contredit « {champ} ».")
    return propre


def _tranche(ligne: dict[str, Any]) -> Tranche:
    propre = _datee(ligne, "affermie", "affermie_le")
    return Tranche(**{**propre, "nature": NatureTranche(propre["nature"])})


def _reconduction(ligne: dict[str, Any]) -> Reconduction:
    propre = _datee(ligne, "faite", "faite_le")
    return Reconduction(duree_mois=propre["duree"], faite_le=propre.get("faite_le"))


def _faits(donne: dict[str, Any]) -> FaitsEngagement:
    simples = ("debut", "fin", "notifie_le", "resilie_le", "facturation_prevue_ht")
    if donne.get("debut") and donne.get("fin") and donne["fin"] < donne["debut"]:
        raise ErreurDeCas("La fin du marché précède son début.")
    return FaitsEngagement(
        clause=_clause(donne),
        duree_initiale_mois=_duree(donne),
        tranches=tuple(_tranche(t) for t in donne.get("tranches", ())),
        reconductions=tuple(_reconduction(r) for r in donne.get("reconductions", ())),
        commandes=_mouvements(donne, "commandes", "cumul_commande_ht"),
        factures=_mouvements(donne, "factures", "cumul_facture_ht"),
        heures_travaillees=tuple(HeuresTravaillees(**{"jour": None, **h}) for h in donne.get("heures_travaillees", ())),
        **{nom: donne[nom] for nom in simples if nom in donne},
    )


def _membres(donne: dict[str, Any], faits: FaitsEngagement | None, jour: date) -> tuple[tuple[Membre, ...], str]:
    declares = donne.get("membres", [])
    factures = [f for f in (faits.factures if faits else ()) if f.jour is None or f.jour <= jour]
    propres: dict[str, Decimal] = {}
    for facture in factures:
        if facture.attributaire:
            propres[facture.attributaire] = propres.get(facture.attributaire, ZERO) + facture.montant_ht
    declares = declares or [{"nom": nom} for nom in propres]
    for membre in declares:
        if "facture_ht" in membre:
            propres[membre["nom"]] = membre["facture_ht"]
    inconnus = set(propres) - {m["nom"] for m in declares}
    if inconnus:
        raise ErreurDeCas(f"« {', '.join(sorted(inconnus))} » facture mais n'est pas dans « membres ».")
    defaut = "parts" if any("part" in m for m in declares) or not propres else "facturation"
    selon = donne.get("cle_de_repartition", defaut)
    poids = {m["nom"]: m.get("part") for m in declares} if selon == "parts" else propres
    return tuple(Membre(nom=m["nom"], poids=poids.get(m["nom"])) for m in declares), selon


def _partager(regle: str, donne: dict[str, Any], faits: Any, chiffres: dict[str, Any]) -> dict[str, Any]:
    jour = donne.get("jour", FIN_DES_TEMPS)
    membres, selon = _membres(donne, faits, jour)
    if not membres:
        if regle == "repartir":
            raise ErreurDeCas("Il manque « membres » : entre qui partager ?")
        return {}
    sur = donne.get("repartir_sur", "exigible" if regle == "exigible" else "engagement")
    total = donne.get("total", chiffres.get(sur))
    partage = repartir(total, membres, precision=donne.get("precision", Decimal("0.01")), selon=selon)
    return {
        "parts": {p.membre: p.heures for p in partage.parts},
        "total_des_parts": sum((p.heures for p in partage.parts), ZERO),
        "_partage": partage,
    }


def _un_lot(regle: str, donne: dict[str, Any]) -> dict[str, Any]:
    faits, jour = _faits(donne), donne.get("jour")
    du, exige = engagement(faits, jour), exigible(faits, jour or FIN_DES_TEMPS)
    courbe = attendu(faits, jour or FIN_DES_TEMPS)
    principale = {"exigible": exige, "attendu": courbe}.get(regle, du)
    return {
        "engagement": du.valeur, "dont_reel": du.dont_reel, "dont_prevu": du.dont_prevu, "possible": du.possible,
        "exigible": exige.valeur, "attendu": courbe.valeur, "seuil_atteint": exige.seuil_atteint,
        "tranches_comptees": exige.tranches_comptees, "resilie": du.resilie,
        "phrase": faits.clause.phrase(), "_decisions": (du, exige, courbe), "_faits": faits,
        **textes_de(principale),
    }  # fmt: skip


def _lots(regle: str, donne: dict[str, Any]) -> dict[str, Any]:
    commun = {cle: valeur for cle, valeur in donne.items() if cle != "lots"}
    lots = [(lot["nom"], _un_lot(regle, {**commun, **lot})) for lot in donne["lots"]]
    if len({nom for nom, _ in lots}) != len(lots):
        raise ErreurDeCas("Deux lots portent le même nom.")
    rang = {"exigible": 1, "attendu": 2}.get(regle, 0)
    somme = [cumuler(tuple((nom, r["_decisions"][i]) for nom, r in lots)) for i in range(3)]
    totaux = {n: sum((r[n] for _, r in lots), ZERO) for n in ("dont_reel", "dont_prevu", "possible")}
    return {
        **totaux, "engagement": somme[0].valeur, "exigible": somme[1].valeur, "attendu": somme[2].valeur,
        "lots": {nom: r["engagement"] for nom, r in lots}, **textes_de(somme[rang]),
    }  # fmt: skip


def calculer(regle: str, donne: dict[str, Any]) -> dict[str, Any]:
    """Tous les chiffres d'un marché, d'un groupe de lots, ou d'un simple volume à partager."""
    if "total" in donne:
        partage = _partager("repartir", donne, None, {})
        return {"engagement": donne["total"], **partage, **textes_de(partage["_partage"])}
    chiffres = _lots(regle, donne) if "lots" in donne else _un_lot(regle, donne)
    partage = _partager(regle, donne, chiffres.get("_faits"), chiffres)
    textes = textes_de(partage["_partage"]) if regle == "repartir" and partage else {}
    return {**chiffres, **partage, **textes}


EXEMPLE = """\
cas: Nettoyage des écoles, clause UGAP, deux tranches et demie facturées
source: exemple de la documentation
regle: exigible
donne:
  formule: par tranche de facturation
  heures_par_tranche: 220 h
  montant_tranche_ht: 100 000 €
  seuil: 100 000 €
  lecture_tranches: entières
  lecture_seuil: rétroactif
  assiette_seuil: commande
  commandes:
    - {date: 2026-01-15, montant: 300 000 €}
  factures:
    - {date: 2026-02-28, montant: 120 000, attributaire: Alpha}
    - {date: 2026-03-31, montant: "130 000,00", attributaire: Bêta}
  jour: 31/03/2026
attendu:
  exigible: 440 h
  engagement: 660 h
  seuil_atteint: oui
  parts: {Alpha: 211.2, Bêta: 228.8}
"""
SCHEMA = Schema(
    titre="Heures dues",
    presentation=(
        "Les mêmes champs servent aux cinq règles ; la règle nommée choisit le chiffre principal. Sans `jour`, "
        "tous les faits comptent et l'on se place à la fin. Sans aucune commande, le cumul facturé en tient "
        "lieu pour le seuil. Une formule omise vaut « fixe » si `heures` est donné."
    ),
    regles={
        "engagement": "engagement", "exigible": "exigible", "attendu": "attendu", "cumuler": "engagement",
        "repartir": "parts",
    },
    synonymes={
        "engagement": ("heures dues", "clause", "obligation"), "exigible": ("heures exigibles",),
        "attendu": ("trajectoire", "courbe"), "cumuler": ("cumul", "total", "lots", "operation"),
        "repartir": ("repartition", "partage", "groupement"),
    },
    champs=CHAMPS,
    resultats=RESULTATS,
    calculer=calculer,
    exemple=EXEMPLE,
)  # fmt: skip
