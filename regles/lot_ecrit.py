"""Un lot tel qu'un cas l'écrit : ses termes, ce qui les a changés, et les faits que l'on connaît de lui."""

from dataclasses import fields, make_dataclass
from datetime import date
from decimal import Decimal
from types import SimpleNamespace
from typing import Annotated, Any

from regles.calendrier import UN_JOUR, lendemain_de
from regles.exigences import FaitsIncoherents
from regles.formules import FAMILLES, MODELES, PREMIERE, famille_de_cle, tous_les_termes
from regles.formules.contrat import FaitsEngagement, Formule
from regles.formules.faits import Mouvement
from regles.formules.jalons import Jalon
from regles.formules.termes import Nature, Terme
from regles.typographie import INSECABLE, jour_en_mots
from regles.versions import Version, remplacees
from regles.vocabulaire import Dit, Montant, Parmi, champs_annotes

FORMULES = {famille.cle(): (*({famille.code} - {famille.cle()}), *famille.synonymes) for famille in FAMILLES.values()}
CLAUSES = FORMULES | {code: modele.synonymes for code, (_, modele) in MODELES.items()}
# Les faits qu'un marché peut donner sans que sa formule les lise.
TOLERES = {"commandes", "factures", "heures_travaillees"}
# Les champs qui n'ont de sens que pour certaines formules : ailleurs, c'est une erreur, jamais un oubli.
RESERVES = {
    nom: [f for f in FAMILLES.values() if nom in f.lit or nom in {terme.nom for terme in f.termes()}]
    for nom in {*tous_les_termes(), *(nom for f in FAMILLES.values() for nom in f.lit - TOLERES)}
}


def en_champ(terme: Terme) -> tuple[str, Any, None]:
    """Le champ qui donne ce terme : son nom, son type et ses mots, et rien par défaut."""
    defaut = "" if terme.defaut is None else str(terme.defaut)
    for code, (_, modele) in MODELES.items():
        if terme.choix and modele.termes.get(terme.nom, terme.defaut) != terme.defaut:
            defaut += f" ({modele.termes[terme.nom]} pour {code})"
    if terme.nature == Nature.JALONS:
        liste = Dit(terme.sens, *terme.synonymes, table=("date", "heures"))
        return terme.nom, Annotated[tuple[Jalon, ...] | None, liste], None
    type_ = {Nature.CHOIX: str, Nature.ENTIER: int}.get(terme.nature, Decimal)
    valeurs = Parmi({choix.valeur: choix.synonymes for choix in terme.choix})
    dit = Dit(terme.sens or f"{terme.titre}.", *terme.synonymes, defaut=defaut)
    return terme.nom, Annotated[type_ | None, str(terme.nature), valeurs, dit], None


# Les termes de toutes les familles, tels qu'on les écrit, sans savoir encore de laquelle il s'agit.
Termes = make_dataclass(
    "Termes",
    [
        ("formule", Annotated[str | None, Parmi(CLAUSES), Dit("La formule de la clause.", "type de formule")], None),
        *map(en_champ, tous_les_termes().values()),
        *champs_annotes(Formule),
    ],
    kw_only=True,
    frozen=True,
)
# Ce qui change la clause en cours de route : les termes redits, les autres étant ceux d'avant.
Changement = make_dataclass(
    "Changement",
    [
        ("date_effet", Annotated[date | None, Dit("Date d'effet d'un avenant.", "effet", "le", "depuis")], None),
        (
            "nature",
            Annotated[
                str,
                Parmi({"avenant": ("ajustement",), "rectificatif": ("correction", "erratum")}),
                Dit("Un avenant vaut depuis sa date d'effet ; un rectificatif, depuis l'origine de ce qu'il corrige."),
            ],
            "avenant",
        ),
        ("clause", Annotated[Termes, Dit("Les termes que ce changement redit, regroupés si l'on préfère.")]),
    ],
    kw_only=True,
    frozen=True,
)
# Un lot, tel qu'on l'écrit : ses termes et les faits que l'on connaît.
Lot = make_dataclass(
    "Lot",
    [
        ("nom", Annotated[str, Dit("Nom du lot.", "lot", "libellé", "numéro")], ""),
        ("clause", Annotated[Termes, Dit("Les champs de la clause, regroupés si l'on préfère.")]),
        (
            "avenants",
            Annotated[tuple[Changement, ...], Dit("Ce qui a changé la clause, dans l'ordre.", "versions")],  # type: ignore[valid-type]
            (),
        ),
        *champs_annotes(FaitsEngagement, "clause"),
        (
            "annees",
            Annotated[Decimal | None, Dit("Durée initiale en années.", "nombre d'années", "duree_annees", "duree_ans")],
            None,
        ),
        ("cumul_ht", Annotated[Montant | None, Dit("Cumul à la fois commandé et facturé.")], None),
        (
            "jour",
            Annotated[
                date | None, Dit("Date du calcul ; sans elle, tous les faits comptent.", "date", "au", "à la date du")
            ],
            None,
        ),
    ],
    kw_only=True,
    frozen=True,
)


def _clause(lot: Any) -> Formule:
    termes = {nom: valeur for nom, valeur in vars(lot.clause).items() if valeur is not None}
    formule = termes.get("formule")
    if formule is None and all(terme.nom in termes for terme in PREMIERE.termes() if terme.est_exige):
        formule = PREMIERE.cle()
    if formule is None:
        raise FaitsIncoherents(f"Il manque « formule » ({', '.join(CLAUSES)}).")
    famille, modele = MODELES.get(formule) or (famille_de_cle(formule), None)
    ecrits = {*termes, *(nom for nom in RESERVES if getattr(lot, nom, None))}
    etrangers = sorted(nom for nom in ecrits & RESERVES.keys() if famille not in RESERVES[nom])
    if etrangers:
        raise FaitsIncoherents(f"« {'», « '.join(etrangers)} » n'a pas de sens pour la formule « {formule} ».")
    tous = {**(modele.termes if modele else {}), **termes}
    return famille.depuis(tous, lecture_resiliation=lot.clause.lecture_resiliation)


def _versions(lot: Any) -> list[Version[Formule]]:
    """La clause d'origine et ses versions. Lève `FaitsIncoherents` pour un avenant sans date d'effet."""
    versions, termes = [Version(_clause(lot))], vars(lot.clause)
    for rang, changement in enumerate(lot.avenants, start=1):
        corrige = changement.nature == "rectificatif"
        if not corrige and changement.date_effet is None:
            raise FaitsIncoherents(f"Il manque la date d'effet de l'avenant n° {rang} (« date_effet »).")
        redits = {nom: valeur for nom, valeur in vars(changement.clause).items() if valeur is not None}
        redits.pop("lecture_resiliation")
        # Une autre formule ne garde rien des termes de la précédente.
        origine = dict.fromkeys(termes) | {"lecture_resiliation": termes["lecture_resiliation"]}
        termes = (origine if "formule" in redits else termes) | redits
        change = SimpleNamespace(**vars(lot) | {"clause": SimpleNamespace(**termes)})
        versions.append(Version(_clause(change), changement.date_effet, corrige))
    return versions


def faits_du_lot(lot: Any) -> FaitsEngagement:
    """Lève `FaitsIncoherents` pour deux façons de dire la même chose, une fin avant le début, ou un jalon hors de
    l'exécution."""
    connus = {f.name: getattr(lot, f.name) for f in fields(FaitsEngagement) if f.name != "clause"}
    if lot.debut and lot.fin and lot.fin < lot.debut:
        raise FaitsIncoherents("La fin du marché précède son début.")
    if lot.annees is not None:
        mois = lot.annees * 12
        if lot.duree_initiale_mois is not None or mois != mois.to_integral_value():
            raise FaitsIncoherents("Donnez la durée une seule fois, en mois entiers ou en années.")
        connus["duree_initiale_mois"] = int(mois)
    if lot.cumul_ht is not None:
        if lot.commandes or lot.factures:
            detail = "commandes" if lot.commandes else "factures"
            raise FaitsIncoherents(f"« cumul_ht » et « {detail} » disent la même chose : n'en donnez qu'un.")
        connus |= dict.fromkeys(("commandes", "factures"), (Mouvement(montant_ht=lot.cumul_ht),))
    versions = _versions(lot)
    faits = FaitsEngagement(clause=versions[-1].clause, **connus | {"remplacees": remplacees(versions)})
    if desaccords := faits.clause.desaccords(faits):
        raise FaitsIncoherents(" ".join(desaccords))
    return faits


def deux_fins(faits: FaitsEngagement) -> tuple[str, ...]:
    """Ce qu'il faut dire d'une fin et d'une durée, reconductions faites comprises, qui ne se rejoignent pas."""
    if faits.debut is None or faits.fin is None or faits.duree_initiale_mois is None:
        return ()
    mois = faits.duree_initiale_mois + sum(r.duree_mois for r in faits.reconductions if r.faite_au(None))
    calculee = lendemain_de(faits.debut, mois) - UN_JOUR
    if calculee == faits.fin:
        return ()
    return (
        f"La durée mène au {jour_en_mots(calculee)}, et la fin dite est le {jour_en_mots(faits.fin)}{INSECABLE}: un "
        "volume annuel se compte sur la durée, les échéances sur la fin.",
    )
