"""Les colonnes que l'on sait lire, sous tous les noms que leur donnent les producteurs."""

from collections.abc import Mapping

from clauses.fond.socle.valeurs import cle_de_texte, est_vide

# Champ → intitulés, du plus précis au plus vague : quand un fichier en porte deux, le premier de la liste l'emporte.
INTITULES: dict[str, tuple[str, ...]] = {
    "nature": ("kind", "typologie", "type de structure", "type structure", "type siae", "nature", "reseaux_porteurs",
               "mesure", "categorie", "type"),
    "siret": ("siret", "ET-SIRET", "numero siret", "n° siret", "no siret", "code siret", "siret_signature",
              "siret etablissement", "siret de la structure", "siret siege"),
    "nom": ("ET-Raison sociale", "raison sociale", "raison_sociale", "name", "nom", "nom de la structure",
            "nom structure", "denomination", "denomination sociale", "structure", "rs"),
    "enseigne": ("brand", "enseigne", "nom commercial", "nom usuel", "nom d'usage", "marque", "sigle"),
    "gestionnaire": ("EJ-Raison sociale", "organisme gestionnaire", "gestionnaire", "association gestionnaire"),
    "naf": ("naf", "code naf", "ape", "code ape", "activite principale", "naf ape"),
    "adresse": ("ET-Adresse", "adresse", "address", "address_line_1", "adresse postale", "voie", "rue"),
    "complement": ("complement_adresse", "complement adresse", "address_line_2", "complement d'adresse"),
    "code_postal": ("ET-Code Postal", "code postal", "code_postal", "post_code", "postal_code", "postcode", "cp"),
    "commune": ("ET-Commune Libellé", "commune", "ville", "city", "libelle commune", "nom commune", "localite"),
    "code_insee": ("ET-Commune Code", "code_insee", "code insee", "code commune", "insee", "city_code"),
    "departement": ("ET-Département Code", "code departement", "department", "departement", "dep", "dpt"),
    "latitude": ("latitude", "lat", "dn_latitude", "coord_lat", "y_wgs84"),
    "longitude": ("longitude", "lon", "lng", "long", "dn_longitude", "coord_lon", "x_wgs84"),
    "position": ("coords", "geo_point_2d", "geopoint", "_geopoint", "coordonnees", "coordonnees gps", "geolocalisation",
                 "position", "geom", "point"),
    "site": ("site_web", "site web", "website", "contact_website", "site internet", "site", "url"),
    "courriel": ("courriel", "email", "e-mail", "mail", "contact_email", "adresse mail", "adresse electronique"),
    "telephone": ("telephone", "ET-Téléphone 1", "telephone 1", "phone", "contact_phone", "tel", "tel."),
    "capacite": ("Capacité autorisée agrégée", "capacite autorisee", "capacite", "nombre de places", "places"),
    "effectif": ("effectif", "effectifs", "tranche d'effectif", "api_entreprise_employees", "nombre de salaries",
                 "tranche effectif", "employees"),
    "secteurs": ("secteurs d'activite", "secteurs", "sectors", "secteur d'activite", "secteur", "activites", "metiers",
                 "filieres", "prestations", "domaines d'activite"),
    "finess": ("ET-N°FINESS", "finess", "n° finess", "numero finess", "nofinesset", "finess et", "finess geographique"),
    "convention_fin": ("convention_fin", "fin de convention", "date de fin de convention", "valide jusqu'au",
                       "date fin convention"),
    "actif": ("is_active", "actif", "active", "en activite"),
    "maj": ("updated_at", "date_maj", "date de mise a jour", "derniere mise a jour", "date maj"),
    "ignorer": ("__ignore__",),
    "reference": ("pk", "id"),
    "asp": ("asp_id",),
    "annexe_de": ("convention",),
    "annexe_fin": ("end_at", "date de fin", "date_fin"),
    "annexe_etat": ("state", "etat"),
    "antennes": ("antennes", "etablissements"),
}  # fmt: skip  # un champ par rangée, puis tous ses intitulés

# Ce que l'aperçu dit d'une colonne, et ce que `--colonne` accepte.
EN_MOTS: dict[str, str] = {
    "nature": "la nature", "siret": "le SIRET", "nom": "le nom", "enseigne": "l'enseigne",
    "gestionnaire": "l'organisme gestionnaire", "naf": "le code NAF", "adresse": "l'adresse",
    "complement": "le complément d'adresse", "code_postal": "le code postal", "commune": "la commune",
    "code_insee": "le code INSEE", "departement": "le département", "latitude": "la latitude",
    "longitude": "la longitude", "position": "la position", "site": "le site internet", "courriel": "le courriel",
    "telephone": "le téléphone", "capacite": "la capacité", "effectif": "l'effectif", "secteurs": "les métiers",
    "finess": "le numéro FINESS", "convention_fin": "la fin de convention", "actif": "l'activité", "maj": "la date",
}  # fmt: skip  # comme les intitulés
TOUS_LES_INTITULES = tuple(dict.fromkeys(intitule for intitules in INTITULES.values() for intitule in intitules))
_VIDES = {"null", "none", "nan", "na", "n a", "n", "nc", "nr", "non renseigne", "non renseignee", "inconnu", ""}


def candidates(intitules: Mapping[str, str]) -> dict[str, list[str]]:
    """{champ: les colonnes dont l'intitulé le dit, la plus précise d'abord}. `intitules` : {colonne: son intitulé}."""
    par_cle: dict[str, list[str]] = {}
    for colonne, intitule in intitules.items():
        par_cle.setdefault(cle_de_texte(intitule), []).append(colonne)
    trouvees = {
        champ: [colonne for cle in dict.fromkeys(map(cle_de_texte, possibles)) for colonne in par_cle.get(cle, ())]
        for champ, possibles in INTITULES.items()
    }
    return {champ: colonnes for champ, colonnes in trouvees.items() if colonnes}


def est_rien(valeur: object) -> bool:
    if isinstance(valeur, str):
        return est_vide(valeur) or (len(valeur) < 16 and valeur != "0" and cle_de_texte(valeur) in _VIDES)
    return valeur is None or valeur == []
