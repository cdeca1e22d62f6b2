"""Le schéma de l'opportunité : le seuil, l'obligation, les instruments, la recommandation."""

from typing import Any

from regles.cas.champs import Champ
from regles.cas.noeuds import ErreurDeCas
from regles.cas.schemas import Schema, textes_de
from regles.opportunite.avis import CONSEILLE, DECONSEILLE, IMPOSSIBLE, INSTRUMENTS, POSSIBLE
from regles.opportunite.faits import CATEGORIES_ACHETEUR, DEROGATIONS, SORTES, DerogationDemandee, FaitsOpportunite
from regles.opportunite.instruments import instruments
from regles.opportunite.obligation import RESULTATS, obligation_sociale, seuil_applicable
from regles.opportunite.recommandation import SANS_CLAUSE, recommandation

_NOMS: dict[str, tuple[str, ...]] = {code: (libelle,) for code, libelle in INSTRUMENTS.items()}
_CHAMPS = (
    Champ("nature_achat", "choix", "Ce qui est acheté.", ("nature d'achat", "nature"), True,
          valeurs={"travaux": (), "services": ("service",), "fournitures": ("fourniture",),
                   "pi": ("prestations intellectuelles",)}),
    Champ("categorie_acheteur", "choix", "La catégorie d'acheteur.", ("catégorie d'acheteur", "acheteur"),
          defaut="collectivite",
          valeurs={code: (nom, *{"etat": ("État",), "collectivite": ("collectivité",),
                                 "reseaux": ("entité adjudicatrice", "réseaux")}[code])
                   for code, nom in CATEGORIES_ACHETEUR.items()}),
    Champ("est_concession", "oui_non", "C'est une concession.", ("concession",), defaut="non"),
    Champ("est_defense", "oui_non", "Marché de défense ou de sécurité.", ("défense", "sécurité"), defaut="non"),
    Champ("est_avenant", "oui_non", "C'est un avenant à un marché en cours.", ("avenant",), defaut="non"),
    Champ("montant_ht", "montant", "Montant estimé, tous lots.", ("montant", "montant estimé"), aucun=True),
    Champ("lots", "liste", "Le montant des lots, un à un.", ("montants des lots",), raccourci="montant_ht",
          sous=(Champ("montant_ht", "montant", "Montant estimé du lot.", ("montant",), True),)),
    Champ("montant_reconductions_ht", "montant", "Reconductions non comprises dans le montant.", ("reconductions",),
          defaut="0"),
    Champ("montant_options_ht", "montant", "Options non comprises dans le montant.", ("options",), defaut="0"),
    Champ("date_lancement", "date", "Lancement de la consultation.", ("lancement", "jour"), aucun=True),
    Champ("duree_mois", "duree", "Durée, reconductions comprises.", ("durée",), aucun=True),
    Champ("nombre_de_lots", "entier", "Nombre de lots.", (), defaut="1"),
    Champ("cpv", "texte", "Code CPV.", ("code cpv",)),
    Champ("derogation", "choix", "La dérogation avancée.", ("dérogation",), aucun=True,
          valeurs={code: (nom,) for code, nom in DEROGATIONS.items()}),
    Champ("motif_derogation", "texte", "Le motif de la dérogation.", ("motif",)),
    Champ("document", "oui_non", "Un document la prouve.", ("pièce",), defaut="non"),
    Champ("lien_insertion", "oui_non", "L'objet a un lien avec le travail de personnes en insertion.", ("lien",)),
    Champ("lien_handicap", "oui_non", "Le même, de personnes handicapées."),
    Champ("lien_detention", "oui_non", "L'achat peut se produire en établissement pénitentiaire."),
    Champ("est_service_d_insertion", "oui_non", "L'objet est l'insertion elle-même.", ("service d'insertion",)),
    Champ("sortant_reserve_ess", "oui_non", "Le sortant tient un marché réservé ESS de moins de trois ans.",
          ("sortant ESS",)),
    Champ("fournisseurs", "table", f"Structures proches, par sorte : {', '.join(SORTES)}.", ("structures proches",)),
    Champ("rayon_km", "entier", "Le rayon où elles sont comptées, en kilomètres.", ("rayon",)),
)  # fmt: skip
_RESULTATS = (
    Champ("seuil", "montant", "Le seuil européen du jour.", ("seuil applicable",), aucun=True),
    Champ("resultat", "choix", "L'obligation.", ("résultat", "obligation"),
          valeurs={code: (nom,) for code, nom in RESULTATS.items()}),
    Champ("montant", "montant", "Le montant estimé retenu.", ("montant estimé",), aucun=True),
    Champ("manque", "texte", "Un passage de ce qui manque pour conclure."),
    Champ("conseilles", "choix_multiples", "Les instruments conseillés.", ("conseillés",), aucun=True, valeurs=_NOMS),
    Champ("possibles", "choix_multiples", "Les instruments possibles.", (), aucun=True, valeurs=_NOMS),
    Champ("deconseilles", "choix_multiples", "Les instruments déconseillés.", ("déconseillés",), aucun=True,
          valeurs=_NOMS),
    Champ("impossibles", "choix_multiples", "Les instruments impossibles.", (), aucun=True, valeurs=_NOMS),
    Champ("avis", "texte", "Un passage des avis (raisons, besoins, points d'attention)."),
    Champ("ouvertures", "texte", "Un passage des tâches ouvertes."),
    Champ("instrument", "choix", "L'instrument recommandé.", ("recommandé",),
          valeurs={**_NOMS, SANS_CLAUSE: ("sans clause",)}),
    Champ("classement", "texte", "Un passage du classement, du plus au moins indiqué."),
)  # fmt: skip


def _faits(donne: dict[str, Any]) -> FaitsOpportunite:
    lots = tuple(lot["montant_ht"] for lot in donne.pop("lots", ()))
    derogation = donne.pop("derogation", None)
    motif, document = donne.pop("motif_derogation", ""), donne.pop("document", False)
    if derogation:
        donne["derogation"] = DerogationDemandee(code=derogation, motif=motif, a_un_document=document)
    if "fournisseurs" in donne:
        inconnues = set(donne["fournisseurs"]) - set(SORTES)
        if inconnues:
            raise ErreurDeCas(f"Sorte de structure inconnue : {', '.join(inconnues)}. Sortes : {', '.join(SORTES)}.")
        donne["fournisseurs"] = {sorte: int(nombre) for sorte, nombre in donne["fournisseurs"].items()}
    return FaitsOpportunite(montants_des_lots=lots, **donne)


def _calculer(regle: str, donne: dict[str, Any]) -> dict[str, Any]:
    faits = _faits(dict(donne))
    if regle == "seuil_applicable":
        if faits.date_lancement is None:
            raise ErreurDeCas("Un seuil se lit à une date : donnez « lancement ».")
        seuil = seuil_applicable(faits, faits.date_lancement)
        return {"seuil": seuil.valeur, **textes_de(seuil)}
    if regle == "obligation_sociale":
        devoir = obligation_sociale(faits)
        return {"resultat": devoir.resultat, "seuil": devoir.seuil, "montant": devoir.valeur,
                "manque": ", ".join(devoir.manque), **textes_de(devoir)}  # fmt: skip
    if regle == "instruments":
        juges = instruments(faits)
        return {**_verdicts(juges), **textes_de(juges)}
    conseil = recommandation(faits)
    return {"instrument": conseil.instrument, "classement": ", ".join(conseil.classement),
            "resultat": conseil.obligation.resultat, "montant": conseil.valeur, "seuil": conseil.obligation.seuil,
            **_verdicts(conseil.instruments), **textes_de(conseil)}  # fmt: skip


def _verdicts(juges: Any) -> dict[str, Any]:
    avis = [f"{un.en_mots()} {' '.join(un.besoins)} {' '.join(un.attentions)}" for un in juges.avis]
    return {
        "conseilles": juges.de(CONSEILLE),
        "possibles": juges.de(POSSIBLE),
        "deconseilles": juges.de(DECONSEILLE),
        "impossibles": juges.de(IMPOSSIBLE),
        "avis": " ".join(avis),
        "ouvertures": " ".join(f"{o.titre} {' '.join(o.taches)}" for o in juges.ouvertures),
    }


SCHEMA = Schema(
    "Étude d'opportunité",
    "Du montant, du lancement et de l'offre proche : l'achat doit-il porter une condition sociale, et par quel "
    "instrument. Les seuils d'offre locale et les tâches ouvertes sont de la doctrine ; le reste cite son article.",
    {
        "seuil_applicable": "seuil",
        "obligation_sociale": "resultat",
        "instruments": "conseilles",
        "recommandation": "instrument",
    },
    {
        "seuil_applicable": ("seuil", "seuil européen"),
        "obligation_sociale": ("obligation",),
        "instruments": ("instrument",),
        "recommandation": ("opportunité", "recommander"),
    },
    _CHAMPS,
    _RESULTATS,
    _calculer,
    """\
cas: Un nettoyage de 300 000 € lancé en 2027 par une commune
source: exemple de la documentation
regle: obligation_sociale
donne: {nature: services, montant: 300 000 €, lancement: 2027-01-15}
attendu: {résultat: obligatoire, seuil: 216 000 €}
""",
)
