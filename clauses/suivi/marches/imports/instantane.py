"""Ce qu'une publication dit d'un marché, sous une forme qui se garde et se compare.

L'instantané de la dernière publication lue vit sur le marché (`donnees_decp`). Comparer deux instantanés dit ce
que l'acheteur a publié de nouveau, sans confondre avec ce qu'un facilitateur a corrigé sur la fiche.
"""

from datetime import date
from decimal import Decimal
from typing import Any

from clauses.fond.socle.valeurs import en_siret
from clauses.suivi.marches.decp import Avis, Modification, Titulaire
from clauses.suivi.marches.models import Marche
from clauses.suivi.marches.models.evenement import ecarts_en_mots
from regles.typographie import accorder

Instantane = dict[str, Any]

CHAMPS_DU_MARCHE = (
    "objet",
    "nature_achat",
    "procedure",
    "forme",
    "montant_ht",
    "date_notification",
    "date_debut",
    "duree_mois",
    "cpv",
    "lieu_code",
    "lieu_nom",
    "ccag",
    "considerations_sociales",
)


def instantane(avis: Avis) -> Instantane:
    """Les valeurs publiées, en JSON. Montant et durée sont ceux d'origine : les avenants sont à part."""
    debut = avis.date_debut_execution
    if debut and (avis.date_notification is None or debut < avis.date_notification):
        debut = None
    return {
        "objet": avis.objet[:1000],
        "nature_achat": avis.nature_achat or "",
        "procedure": avis.procedure or "",
        "forme": avis.forme,
        "montant_ht": _texte(avis.montant_ht if avis.montant_initial_ht is None else avis.montant_initial_ht),
        "date_notification": _texte(avis.date_notification),
        "date_debut": _texte(debut),
        "duree_mois": avis.duree_mois if avis.duree_initiale_mois is None else avis.duree_initiale_mois,
        "cpv": (avis.cpv or "")[:10],
        **_lieu(avis),
        "ccag": avis.ccag[:40],
        "considerations_sociales": sorted(avis.considerations_sociales),
        "titulaires": [_cle(t) for t in avis.titulaires],
        "sous_traitants": [_cle(a.sous_traitant) for a in avis.actes_sous_traitance if a.sous_traitant],
        "modifications": [_modification(m) for m in avis.modifications if m.appliquee],
        "publie_le": _texte(_publie_le(avis)),
    }


def _publie_le(avis: Avis) -> date | None:
    """Le jour de sa dernière publication, avenants compris."""
    jours = (avis.date_publication, *(m.date_publication for m in avis.modifications))
    return max((jour for jour in jours if jour), default=None)


def _lieu(avis: Avis) -> Instantane:
    """Un code de région n'est pas gardé nu : « 32 » se lirait comme le Gers."""
    if avis.lieu is None:
        return {"lieu_code": "", "lieu_nom": ""}
    code, nom = avis.lieu.code, avis.lieu.nom
    if avis.lieu.type_code == "code_region":
        code, nom = "", nom or f"région {code}"
    return {"lieu_code": code[:10], "lieu_nom": nom[:150]}


def _texte(valeur: Decimal | date | None) -> str | None:
    return None if valeur is None else str(valeur)


def _cle(titulaire: Titulaire) -> list[str]:
    return [titulaire.type_identifiant, titulaire.identifiant]


def siren(cle: list[str]) -> str:
    """L'entreprise, sans son établissement, d'un titulaire gardé."""
    return cle[1][:9] if cle[0] in ("SIRET", "SIREN") else cle[1]


def _deplaces(anciens: list[list[str]], nouveaux: list[list[str]]) -> str:
    """« même entreprise, nouvel établissement : 123 456 789 00012 → 123 456 789 00020 » ; vide si nul n'a bougé."""
    partis = {siren(cle): cle[1] for cle in anciens if cle not in nouveaux}
    venus = [(partis[siren(cle)], cle[1]) for cle in nouveaux if cle not in anciens and siren(cle) in partis]
    mots = ", ".join(f"{en_siret(de)} → {en_siret(a)}" for de, a in venus)
    return f"même entreprise, nouvel établissement\u00a0: {mots}" if mots else ""


def _modification(modification: Modification) -> list[str | None]:
    jour = modification.date or modification.date_publication
    duree = None if modification.duree_mois is None else str(modification.duree_mois)
    return [modification.numero, _texte(jour), _texte(modification.montant_ht), duree]


def valeurs_du_modele(vu: Instantane) -> dict[str, Any]:
    """Les champs du marché, dans leurs types."""
    valeurs = {champ: vu[champ] for champ in CHAMPS_DU_MARCHE}
    for champ in ("date_notification", "date_debut"):
        valeurs[champ] = date.fromisoformat(vu[champ]) if vu[champ] else None
    valeurs["montant_ht"] = Decimal(vu["montant_ht"]) if vu["montant_ht"] is not None else None
    return valeurs


def argent_ajoute(avant: Instantane, vu: Instantane) -> Decimal:
    """Ce que les avenants de `vu`, que `avant` n'avait pas, changent au montant (€ HT)."""
    return _ecarts(vu, len(vu["modifications"]) - len(avant.get("modifications", [])))[0] or Decimal(0)


def _ecarts(vu: Instantane, nouveaux: int) -> tuple[Decimal | None, Decimal | None]:
    """(montant HT, durée) que les `nouveaux` derniers avenants changent ensemble ; `None` : pas dit."""
    avant = _apres_avenants(vu, len(vu["modifications"]) - max(nouveaux, 0))
    apres = _apres_avenants(vu, len(vu["modifications"]))
    montant, duree = (None if a is None or b is None else b - a for a, b in zip(avant, apres, strict=True))
    return montant, duree


def _avenants_en_mots(vu: Instantane, nouveaux: int) -> str:
    """« 1 avenant (+3 mois, +300 000 € HT) » : ce que les `nouveaux` derniers changent ensemble."""
    montant, duree = _ecarts(vu, nouveaux)
    ecarts = ecarts_en_mots(montant, None if duree is None else int(duree))
    suite = f" ({', '.join(ecarts)})" if ecarts else ""
    return f"{accorder(nouveaux, 'avenant')}{suite}"


def _apres_avenants(vu: Instantane, combien: int) -> tuple[Decimal | None, Decimal | None]:
    """Le montant HT (€) et la durée (mois) du marché après ses premiers avenants ; `None` : pas dit."""
    montants, durees = [vu["montant_ht"]], [vu["duree_mois"]]
    for _, _, montant, duree in vu["modifications"][:combien]:
        montants += [montant] if montant is not None else []
        durees += [duree] if duree is not None else []
    return _nombre(montants[-1]), _nombre(durees[-1])


def _nombre(texte: object) -> Decimal | None:
    return None if texte is None else Decimal(str(texte))


def est_anterieur(vu: Instantane, avant: Instantane) -> bool:
    """`vu` s'arrête aux premiers avenants de ce qui est déjà repris, ou a été publié avant : il ne défait rien."""
    anciens, connus = vu["modifications"], avant.get("modifications", [])
    if connus[: len(anciens)] != anciens:
        return False
    publies = vu["publie_le"], avant.get("publie_le")
    return len(anciens) < len(connus) or (all(publies) and publies[0] < publies[1])


def reunir(vu: Instantane, avant: Instantane) -> Instantane:
    """Ce que disent ensemble la publication lue et celle déjà reprise : la plus récente l'emporte, et ce qu'elle tait
    (un montant de remplissage se lit comme tu) est repris de l'autre, comme au sein d'un fichier."""
    recente, ancienne = (avant, vu) if est_anterieur(vu, avant) else (vu, avant)
    repris = {champ: ancienne.get(champ) for champ in (*CHAMPS_DU_MARCHE, "titulaires") if _est_tu(recente.get(champ))}
    return recente | {champ: valeur for champ, valeur in repris.items() if not _est_tu(valeur)}


def _est_tu(valeur: object) -> bool:
    return valeur in (None, "", [], ["non_renseigne"])


def champs_changes(avant: Instantane, apres: Instantane) -> list[str]:
    """Les champs du marché que la publication `apres` dit autrement que `avant`."""
    return [champ for champ in CHAMPS_DU_MARCHE if avant.get(champ) != apres[champ]]


def nom_du_champ(champ: str) -> str:
    return str(Marche._meta.get_field(champ).verbose_name)


def en_mots(avant: Instantane, apres: Instantane) -> str:
    """« Change : montant HT, 1 avenant (+12 000 € HT), titulaires. » ; vide si rien ne change."""
    morceaux = [nom_du_champ(champ) for champ in champs_changes(avant, apres)]
    nouveaux = len(apres["modifications"]) - len(avant.get("modifications", []))
    if nouveaux > 0:
        morceaux.append(_avenants_en_mots(apres, nouveaux))
    elif apres["modifications"] != avant.get("modifications", []):
        morceaux.append("avenants (publiés autrement, à vérifier sur la fiche)")
    if (anciens := avant.get("titulaires")) != apres["titulaires"]:
        meme = anciens and {siren(t) for t in anciens} == {siren(t) for t in apres["titulaires"]}
        deplaces = _deplaces(anciens, apres["titulaires"]) if meme else ""
        morceaux.append(f"titulaires ({f'{deplaces}, sa part le suit' if deplaces else 'parts à vérifier'})")
    if (anciens := avant.get("sous_traitants")) != apres["sous_traitants"]:
        suite = _deplaces(anciens or [], apres["sous_traitants"])
        morceaux.append(f"sous-traitants{f' ({suite})' if suite else ''}")
    return f"Change\u00a0: {', '.join(morceaux)}." if morceaux else ""
