exports.celsius = (text) => Number(text) - 273.15
